"""Which module has each rule and its checks, so that only what is needed is imported.

``make index`` writes this file from what is declared in the modules; a test compares the two.
"""

from typing import Final, NamedTuple


class Look(NamedTuple):
    """What a check looks at: a class by its name in ``pushstanza``; see ``RegisteredCheck``.

    ``gate`` is its gate, as ``module:function``; the check is imported once that lets it through.
    """

    on: str
    gate: str = ""
    extra: bool = False
    damaged: bool = False
    sequence: bool = False


class Indexed(NamedTuple):
    """The name and the module of a rule, its checks by their modules, and if it is on by default."""

    name: str
    module: str
    looks: dict[str, tuple[Look, ...]]
    default: bool = True


# fmt: off
INDEX: Final[dict[str, Indexed]] = {
    'PS001': Indexed('not-well-formed', 'xml.well_formedness', {}),
    'PS002': Indexed('comment-or-pi', 'xml.well_formedness', {}),
    'PS003': Indexed('dtd-or-entity', 'xml.well_formedness', {}),
    'PS004': Indexed('illegal-character', 'xml.well_formedness', {}),
    'PS005': Indexed('namespace-near-miss', 'xml.namespaces', {'xml.namespaces': (Look('linting.rules.rule.Tree', damaged=True),)}),
    'PS006': Indexed('xmlns-misspelt', 'xml.namespaces', {'xml.namespaces': (Look('linting.rules.rule.Tree', damaged=True),)}),
    'PS007': Indexed('prefixed-element', 'xml.prefixes', {'xml.prefixes': (Look('linting.rules.rule.Tree'),)}),
    'PS008': Indexed('namespace-inherited', 'xml.missing_namespaces', {'xml.missing_namespaces': (Look('linting.rules.rule.Tree', damaged=True),)}),
    'PS009': Indexed('name-near-miss', 'xml.names', {'xml.names': (Look('linting.rules.rule.Tree', damaged=True), Look('binding.element.Model', extra=True), Look('stanzas.xep0357.Enable', gate='gates:odd_form'), Look('stanzas.xep0060.PublishOptionsElement', gate='gates:odd_form'), Look('stanzas.xep0357.Notification', gate='gates:odd_form'), Look('stanzas.xep0060.Configure', gate='gates:odd_form'), Look('stanzas.xep0060.OwnerConfigure', gate='gates:odd_form'), Look('stanzas.xep0050.Command', gate='gates:odd_form'),)}),
    'PS010': Indexed('stray-text', 'xml.text', {'xml.text': (Look('linting.rules.rule.Tree', damaged=True),)}),
    'PS011': Indexed('schema-violation', 'xml.schema', {'xml.schema': (Look('stanzas.rfc6120.Iq', gate='gates:odd_iq'),)}),
    'PS101': Indexed('iq-without-id', 'stanza.requests', {'stanza.requests': (Look('stanzas.rfc6120.Iq', gate='gates:odd_iq'),)}),
    'PS102': Indexed('iq-type', 'stanza.requests', {'stanza.requests': (Look('stanzas.rfc6120.Iq', gate='gates:odd_iq'), Look('stanzas.xep0357.Enable', gate='gates:odd_request'), Look('stanzas.xep0357.Disable', gate='gates:odd_request'),)}),
    'PS103': Indexed('iq-child-count', 'stanza.requests', {'stanza.requests': (Look('stanzas.rfc6120.Iq', gate='gates:odd_iq'),)}),
    'PS104': Indexed('to-server-domain', 'stanza.addressing', {'stanza.addressing': (Look('stanzas.xep0357.Enable', gate='gates:odd_request'), Look('stanzas.xep0357.Disable', gate='gates:odd_request'),)}),
    'PS105': Indexed('to-elsewhere', 'stanza.addressing', {'stanza.addressing': (Look('stanzas.xep0357.Enable', gate='gates:odd_request'), Look('stanzas.xep0357.Disable', gate='gates:odd_request'),)}),
    'PS106': Indexed('client-sets-from', 'stanza.addressing', {'stanza.addressing': (Look('stanzas.rfc6120.Iq', gate='gates:odd_iq'),)}),
    'PS107': Indexed('invalid-jid', 'stanza.jids', {'stanza.jids': (Look('binding.element.Model'), Look('stanzas.xep0004.Form', gate='gates:odd_form'),)}),
    'PS108': Indexed('error-shape', 'stanza.errors', {'stanza.errors': (Look('stanzas.rfc6120.Iq', gate='gates:odd_iq'), Look('stanzas.rfc6120.Message', gate='gates:odd_iq'), Look('stanzas.rfc6120.Iq', gate='gates:odd_iq', sequence=True),)}),
    'PS201': Indexed('form-without-type', 'forms.type_attribute', {'forms.type_attribute': (Look('linting.rules.rule.Tree', gate='gates:odd_tree'),)}),
    'PS202': Indexed('form-type-not-submit', 'forms.type_attribute', {'forms.type_attribute': (Look('stanzas.xep0357.Enable', gate='gates:odd_form'), Look('stanzas.xep0060.PublishOptionsElement', gate='gates:odd_form'), Look('stanzas.xep0357.Notification', gate='gates:odd_form'), Look('stanzas.xep0060.Configure', gate='gates:odd_form'), Look('stanzas.xep0060.OwnerConfigure', gate='gates:odd_form'),)}),
    'PS203': Indexed('form-type-missing', 'forms.form_type', {'forms.form_type': (Look('stanzas.xep0357.Enable', gate='gates:odd_form'), Look('stanzas.xep0060.PublishOptionsElement', gate='gates:odd_form'), Look('stanzas.xep0357.Notification', gate='gates:odd_form'),)}),
    'PS204': Indexed('form-type-wrong', 'forms.form_type', {'forms.form_type': (Look('stanzas.xep0357.Enable', gate='gates:odd_form'), Look('stanzas.xep0060.PublishOptionsElement', gate='gates:odd_form'), Look('stanzas.xep0357.Notification', gate='gates:odd_form'), Look('stanzas.xep0060.Configure', gate='gates:odd_form'), Look('stanzas.xep0060.OwnerConfigure', gate='gates:odd_form'),)}),
    'PS205': Indexed('form-type-not-hidden', 'forms.form_type', {'forms.form_type': (Look('stanzas.xep0004.Form', gate='gates:odd_form'),)}),
    'PS206': Indexed('field-without-var', 'forms.field_names', {'forms.field_names': (Look('stanzas.xep0004.Form', gate='gates:odd_form'),)}),
    'PS207': Indexed('duplicate-var', 'forms.field_names', {'forms.field_names': (Look('stanzas.xep0004.Form', gate='gates:odd_form'),)}),
    'PS208': Indexed('field-without-value', 'forms.field_values', {'forms.field_values': (Look('stanzas.xep0357.Enable', gate='gates:odd_form'), Look('stanzas.xep0060.PublishOptionsElement', gate='gates:odd_form'),)}),
    'PS209': Indexed('field-many-values', 'forms.field_values', {'forms.field_values': (Look('stanzas.xep0357.Enable', gate='gates:odd_form'), Look('stanzas.xep0060.PublishOptionsElement', gate='gates:odd_form'), Look('stanzas.xep0357.Notification', gate='gates:odd_form'),)}),
    'PS210': Indexed('value-whitespace', 'forms.field_values', {'forms.field_values': (Look('stanzas.xep0357.Enable', gate='gates:odd_form'), Look('stanzas.xep0060.PublishOptionsElement', gate='gates:odd_form'), Look('stanzas.xep0357.Notification', gate='gates:odd_form'), Look('stanzas.xep0060.Configure', gate='gates:odd_form'), Look('stanzas.xep0060.OwnerConfigure', gate='gates:odd_form'),)}),
    'PS211': Indexed('two-forms', 'forms.two_forms', {'forms.two_forms': (Look('linting.rules.rule.Tree', gate='gates:odd_tree'),)}),
    'PS301': Indexed('disco-wrong-entity', 'disco', {'disco': (Look('stanzas.xep0030.DiscoInfo', sequence=True), Look('stanzas.xep0030.DiscoInfo'),)}),
    'PS302': Indexed('no-push-identity', 'disco', {'disco': (Look('stanzas.xep0030.DiscoInfo', sequence=True),)}),
    'PS303': Indexed('generic-pubsub', 'disco', {'disco': (Look('stanzas.xep0030.DiscoInfo', sequence=True), Look('stanzas.rfc6120.Iq', gate='gates:odd_iq', sequence=True),)}),
    'PS401': Indexed('create-wrong-host', 'pubsub.create', {'pubsub.create': (Look('stanzas.xep0060.Pubsub'), Look('stanzas.xep0060.OwnerPubsub'),)}),
    'PS402': Indexed('create-type', 'pubsub.create', {'pubsub.create': (Look('stanzas.xep0060.Pubsub'),)}),
    'PS403': Indexed('create-without-node', 'pubsub.create', {'pubsub.create': (Look('stanzas.xep0060.Create'),)}),
    'PS404': Indexed('action-order', 'pubsub.actions', {'pubsub.actions': (Look('linting.rules.rule.Tree', gate='gates:odd_tree'), Look('stanzas.xep0060.Pubsub'), Look('stanzas.xep0060.OwnerPubsub'),)}),
    'PS405': Indexed('configure-without-form', 'pubsub.node_config', {'pubsub.node_config': (Look('stanzas.xep0060.Pubsub'),)}),
    'PS406': Indexed('unknown-node-option', 'pubsub.node_config', {'pubsub.node_config': (Look('stanzas.xep0060.Configure'), Look('stanzas.xep0060.OwnerConfigure'),)}),
    'PS407': Indexed('node-option-value', 'pubsub.node_config', {'pubsub.node_config': (Look('stanzas.xep0060.Configure'), Look('stanzas.xep0060.OwnerConfigure'),)}),
    'PS408': Indexed('publish-model-subscribers', 'pubsub.node_config', {'pubsub.node_config': (Look('stanzas.xep0060.Pubsub'), Look('stanzas.xep0060.OwnerConfigure'),)}),
    'PS409': Indexed('affiliations-namespace', 'pubsub.affiliations', {'pubsub.affiliations': (Look('stanzas.xep0060.Affiliations'), Look('stanzas.xep0060.OwnerAffiliations'), Look('stanzas.xep0060.OwnerPubsub'),)}),
    'PS410': Indexed('affiliation-value', 'pubsub.affiliations', {'pubsub.affiliations': (Look('stanzas.xep0060.OwnerAffiliation', damaged=True), Look('stanzas.xep0060.Affiliation', damaged=True),)}),
    'PS411': Indexed('server-not-publisher', 'pubsub.affiliations', {'pubsub.affiliations': (Look('stanzas.xep0060.OwnerAffiliations', sequence=True),)}),
    'PS412': Indexed('item-count', 'pubsub.publish', {'pubsub.publish': (Look('stanzas.xep0060.Pubsub'),)}),
    'PS413': Indexed('item-payload', 'pubsub.publish', {'pubsub.publish': (Look('stanzas.xep0060.Pubsub'),)}),
    'PS414': Indexed('publish-options-shape', 'pubsub.publish_options', {'pubsub.publish_options': (Look('stanzas.xep0060.PublishOptionsElement'), Look('stanzas.xep0060.Pubsub'),)}),
    'PS415': Indexed('owner-request-incomplete', 'pubsub.owner', {'pubsub.owner': (Look('stanzas.xep0060.OwnerPubsub'),)}),
    'PS501': Indexed('jid-missing', 'push.service', {'push.service': (Look('stanzas.xep0357.Enable', gate='gates:odd_service'), Look('stanzas.xep0357.Disable', gate='gates:odd_service'),)}),
    'PS502': Indexed('jid-is-a-user', 'push.service', {'push.service': (Look('stanzas.xep0357.Enable', gate='gates:odd_service'), Look('stanzas.xep0357.Disable', gate='gates:odd_service'),)}),
    'PS503': Indexed('jid-is-own-server', 'push.service', {'push.service': (Look('stanzas.xep0357.Enable', gate='gates:odd_service'), Look('stanzas.xep0357.Disable', gate='gates:odd_service'),)}),
    'PS504': Indexed('jid-not-bare-or-normal', 'push.service', {'push.service': (Look('stanzas.xep0357.Enable', gate='gates:odd_service'), Look('stanzas.xep0357.Disable', gate='gates:odd_service'),)}),
    'PS505': Indexed('enable-without-node', 'push.node', {'push.node': (Look('stanzas.xep0357.Enable', gate='gates:odd_request'),)}),
    'PS506': Indexed('disable-empty-node', 'push.node', {'push.node': (Look('stanzas.xep0357.Disable'),)}),
    'PS507': Indexed('disable-all', 'push.node', {'push.node': (Look('stanzas.xep0357.Disable', sequence=True),)}),
    'PS508': Indexed('disable-with-content', 'push.content', {'push.content': (Look('linting.rules.rule.Tree', gate='gates:odd_tree'),)}),
    'PS509': Indexed('unknown-enable-content', 'push.content', {'push.content': (Look('linting.rules.rule.Tree', gate='gates:odd_tree'), Look('stanzas.xep0357.Enable', extra=True),)}),
    'PS510': Indexed('summary-counts', 'push.summary', {'push.summary': (Look('stanzas.xep0357.Notification'),)}),
    'PS511': Indexed('summary-missing', 'push.summary', {'push.summary': (Look('stanzas.xep0357.Notification'),)}),
    'PS512': Indexed('summary-field', 'push.summary', {'push.summary': (Look('stanzas.xep0357.Notification'),)}),
    'PS513': Indexed('publisher-not-server', 'push.publisher', {'push.publisher': (Look('stanzas.xep0060.Publish'),)}),
    'PS514': Indexed('remote-disable-shape', 'push.remote_disable', {'push.remote_disable': (Look('stanzas.rfc6120.Message'),)}),
    'PS515': Indexed('options-not-echoed', 'sequence', {'sequence': (Look('stanzas.xep0060.Pubsub', sequence=True),)}),
    'PS516': Indexed('names-differ', 'sequence', {'sequence': (Look('stanzas.xep0060.Create', gate='gates:not_first', sequence=True), Look('stanzas.xep0060.OwnerAffiliations', gate='gates:not_first', sequence=True), Look('stanzas.xep0357.Enable', gate='gates:not_first', sequence=True), Look('stanzas.xep0060.Publish', gate='gates:not_first', sequence=True), Look('stanzas.xep0357.Disable', gate='gates:not_first', sequence=True),)}),
    'PS517': Indexed('old-node-left', 'sequence', {'sequence': (Look('stanzas.xep0357.Enable', gate='gates:not_first', sequence=True),)}),
    'PS518': Indexed('session-without-enable', 'reconnecting', {'reconnecting': (Look('stanzas.rfc6120.Iq', sequence=True),)}, default=False),
    'PS540': Indexed('registration-command-near-miss', 'push.registration', {'push.registration': (Look('stanzas.xep0050.Command'),)}),
    'PS541': Indexed('registration-incomplete', 'push.registration', {'push.registration': (Look('stanzas.xep0050.Command'),)}),
    'PS542': Indexed('registration-not-executed', 'push.registration', {'push.registration': (Look('stanzas.xep0050.Command'),)}),
    'PS543': Indexed('registration-form-type', 'push.registration', {'push.registration': (Look('stanzas.xep0050.Command'),)}),
    'PS544': Indexed('registration-form-not-submitted', 'push.registration', {'push.registration': (Look('stanzas.xep0050.Command'),)}),
    'PS550': Indexed('encryption-key', 'push.extensions', {'push.extensions': (Look('stanzas.tigase.Encrypt'),)}),
    'PS551': Indexed('encryption-algorithm', 'push.extensions', {'push.extensions': (Look('stanzas.tigase.Encrypt'),)}),
    'PS552': Indexed('room-without-effect', 'push.extensions', {'push.extensions': (Look('stanzas.tigase.GroupchatRoom'),)}),
    'PS553': Indexed('muted-without-effect', 'push.extensions', {'push.extensions': (Look('stanzas.tigase.MutedItem'),)}),
    'PS554': Indexed('extension-not-honoured', 'push.extensions', {'push.extensions': (Look('stanzas.xep0357.Enable', gate='gates:odd_request'),)}),
    'PS560': Indexed('push2-enable-incomplete', 'push.drafts', {'push.drafts': (Look('stanzas.push2.Push2Enable'),)}),
    'PS561': Indexed('push2-profile-unknown', 'push.drafts', {'push.drafts': (Look('stanzas.push2.Push2Match'),)}),
    'PS562': Indexed('unified-push-names', 'push.drafts', {'push.drafts': (Look('stanzas.unified_push.UnifiedPushRegister'),)}),
    'PS563': Indexed('push-enabled-inline', 'push.drafts', {'push.drafts': (Look('linting.rules.rule.Tree', gate='gates:odd_tree'),)}),
    'PS601': Indexed('mongoosepush-options-missing', 'mongooseim.options', {'mongooseim.options': (Look('stanzas.xep0357.Enable'), Look('stanzas.xep0060.Pubsub'),)}),
    'PS602': Indexed('service-token-swapped', 'mongooseim.options', {'mongooseim.options': (Look('stanzas.xep0357.Enable', gate='translated:translator_findings'), Look('stanzas.xep0060.Pubsub', gate='translated:translator_findings'), Look('stanzas.xep0004.Form', gate='gates:odd_form'),)}),
    'PS603': Indexed('unknown-option', 'mongooseim.options', {'mongooseim.options': (Look('stanzas.xep0357.Enable', gate='translated:translator_findings'), Look('stanzas.xep0060.Pubsub', gate='translated:translator_findings'),)}),
    'PS604': Indexed('too-long', 'mongooseim.enabling', {'mongooseim.enabling': (Look('stanzas.xep0357.Enable', gate='gates:odd_service'),)}),
    'PS605': Indexed('options-not-seen', 'mongooseim.enabling', {'mongooseim.enabling': (Look('stanzas.xep0357.Enable', gate='gates:odd_request'),)}),
    'PS606': Indexed('summary-incomplete-for-node-push', 'mongooseim.summary', {'mongooseim.summary': (Look('stanzas.xep0060.Pubsub', gate='translated:translator_findings'),)}),
    'PS607': Indexed('virtual-host', 'mongooseim.hosts', {'mongooseim.hosts': (Look('stanzas.xep0357.Enable', gate='gates:odd_service'), Look('stanzas.xep0357.Disable', gate='gates:odd_service'), Look('stanzas.rfc6120.Iq', gate='gates:odd_service'), Look('stanzas.xep0060.Pubsub'), Look('stanzas.xep0060.OwnerPubsub'),)}),
    'PS701': Indexed('service-value', 'providers.options', {'documents.requests': (Look('payloads.json_documents.PushRequest'),), 'providers.options': (Look('stanzas.xep0357.Enable', gate='translated:translator_findings'), Look('stanzas.xep0060.Pubsub', gate='translated:translator_findings'),)}),
    'PS702': Indexed('option-value', 'providers.options', {'documents.fcm': (Look('payloads.json_documents.FcmMessage'),), 'documents.requests': (Look('payloads.json_documents.PushRequest'),), 'providers.options': (Look('stanzas.xep0357.Enable', gate='translated:translator_findings'), Look('stanzas.xep0060.Pubsub', gate='translated:translator_findings'),)}),
    'PS703': Indexed('mode-dev-fcm', 'providers.options', {'documents.requests': (Look('payloads.json_documents.PushRequest'),), 'providers.options': (Look('stanzas.xep0357.Enable', gate='translated:translator_findings'), Look('stanzas.xep0060.Pubsub', gate='translated:translator_findings'),)}),
    'PS704': Indexed('silent-value', 'providers.options', {'providers.options': (Look('stanzas.xep0357.Enable', gate='translated:translator_findings'), Look('stanzas.xep0060.Pubsub', gate='translated:translator_findings'),)}),
    'PS705': Indexed('silent-combination', 'providers.options', {'documents.aps': (Look('payloads.json_documents.ApnsPayload'),), 'documents.requests': (Look('payloads.json_documents.PushRequest'),), 'providers.options': (Look('stanzas.xep0357.Enable', gate='translated:translator_findings'), Look('stanzas.xep0060.Pubsub', gate='translated:translator_findings'),)}),
    'PS706': Indexed('topic-placeholder', 'providers.options', {'documents.headers': (Look('payloads.json_documents.ApnsPayload'),), 'documents.requests': (Look('payloads.json_documents.PushRequest'),), 'providers.options': (Look('stanzas.xep0357.Enable', gate='translated:translator_findings'), Look('stanzas.xep0060.Pubsub', gate='translated:translator_findings'),)}),
    'PS707': Indexed('option-without-effect', 'providers.options', {'documents.requests': (Look('payloads.json_documents.PushRequest'),), 'providers.options': (Look('stanzas.xep0357.Enable', gate='translated:translator_findings'), Look('stanzas.xep0060.Pubsub', gate='translated:translator_findings'),)}, default=False),
    'PS708': Indexed('fcm-token-shape', 'providers.tokens', {'documents.fcm': (Look('payloads.json_documents.FcmMessage'),), 'documents.requests': (Look('payloads.json_documents.PushRequest'),), 'providers.tokens': (Look('stanzas.xep0357.Enable', gate='translated:translator_findings'), Look('stanzas.xep0060.Pubsub', gate='translated:translator_findings'),)}),
    'PS709': Indexed('apns-token-shape', 'providers.tokens', {'documents.fcm': (Look('payloads.json_documents.ApnsPayload'),), 'documents.requests': (Look('payloads.json_documents.PushRequest'),), 'providers.tokens': (Look('stanzas.xep0357.Enable', gate='translated:translator_findings'), Look('stanzas.xep0060.Pubsub', gate='translated:translator_findings'),)}),
    'PS710': Indexed('token-unusable', 'providers.tokens', {'documents.fcm': (Look('payloads.json_documents.FcmMessage'),), 'documents.requests': (Look('payloads.json_documents.PushRequest'),), 'providers.tokens': (Look('stanzas.xep0357.Enable', gate='translated:translator_findings'), Look('stanzas.xep0060.Pubsub', gate='translated:translator_findings'), Look('stanzas.xep0357.Enable', gate='gates:odd_request'), Look('stanzas.xep0357.Disable', gate='gates:odd_request'), Look('stanzas.xep0060.Pubsub', gate='gates:odd_request'), Look('stanzas.xep0060.Create', gate='gates:odd_request'), Look('stanzas.xep0060.Publish', gate='gates:odd_request'), Look('stanzas.xep0060.OwnerAffiliations', gate='gates:odd_request'),)}),
    'PS711': Indexed('fcm-data', 'providers.payload', {'documents.data': (Look('payloads.json_documents.FcmMessage'), Look('payloads.json_documents.PushRequest'), Look('payloads.json_documents.LegacyFcmMessage'),), 'providers.payload': (Look('stanzas.xep0060.Pubsub', gate='translated:translator_findings'),)}),
    'PS712': Indexed('payload-size', 'providers.payload', {'documents.sizes': (Look('payloads.json_documents.ApnsPayload'), Look('payloads.json_documents.FcmMessage'), Look('payloads.json_documents.PushRequest'),), 'providers.payload': (Look('stanzas.xep0060.Pubsub', gate='translated:translator_findings'),)}),
    'PS713': Indexed('apns-headers', 'providers.payload', {'documents.headers': (Look('payloads.json_documents.ApnsPayload'), Look('payloads.json_documents.FcmMessage'), Look('payloads.json_documents.PushRequest'),), 'providers.payload': (Look('stanzas.xep0060.Pubsub', gate='translated:translator_findings'),)}),
    'PS714': Indexed('topic-push-type', 'providers.payload', {'documents.headers': (Look('payloads.json_documents.ApnsPayload'),), 'documents.requests': (Look('payloads.json_documents.PushRequest'),), 'providers.payload': (Look('stanzas.xep0357.Enable', gate='translated:translator_findings'), Look('stanzas.xep0060.Pubsub', gate='translated:translator_findings'),)}),
    'PS715': Indexed('priority-default', 'providers.losses', {'providers.losses': (Look('stanzas.xep0357.Enable', gate='translated:translator_findings'), Look('stanzas.xep0060.Pubsub', gate='translated:translator_findings'),)}, default=False),
    'PS716': Indexed('field-not-carried', 'providers.losses', {'providers.losses': (Look('stanzas.xep0060.Pubsub', gate='translated:translator_findings'),)}, default=False),
    'PS717': Indexed('badge-range', 'providers.losses', {'documents.aps': (Look('payloads.json_documents.ApnsPayload'),), 'documents.requests': (Look('payloads.json_documents.PushRequest'),), 'providers.losses': (Look('stanzas.xep0060.Pubsub', gate='translated:translator_findings'),)}),
    'PS718': Indexed('time-to-live-zero', 'providers.losses', {'documents.fcm': (Look('payloads.json_documents.FcmMessage'),), 'documents.requests': (Look('payloads.json_documents.PushRequest'),), 'providers.losses': (Look('stanzas.xep0357.Enable', gate='translated:translator_findings'), Look('stanzas.xep0060.Pubsub', gate='translated:translator_findings'),)}),
    'PS719': Indexed('empty-option', 'providers.losses', {'documents.requests': (Look('payloads.json_documents.PushRequest'),), 'providers.losses': (Look('stanzas.xep0357.Enable', gate='translated:translator_findings'), Look('stanzas.xep0060.Pubsub', gate='translated:translator_findings'),)}),
    'PS720': Indexed('api-version-two', 'providers.losses', {'documents.requests': (Look('payloads.json_documents.PushRequest'),)}),
    'PS721': Indexed('silent-carries-text', 'providers.losses', {'providers.losses': (Look('stanzas.xep0060.Pubsub', gate='translated:translator_findings'),)}, default=False),
    'PS722': Indexed('silent-fcm-delay', 'providers.losses', {'documents.fcm': (Look('payloads.json_documents.FcmMessage'),), 'documents.requests': (Look('payloads.json_documents.PushRequest'),), 'providers.losses': (Look('stanzas.xep0357.Enable', gate='translated:translator_findings'), Look('stanzas.xep0060.Pubsub', gate='translated:translator_findings'),)}, default=False),
    'PS723': Indexed('empty-notification', 'providers.losses', {'documents.fcm': (Look('payloads.json_documents.FcmMessage'),), 'documents.requests': (Look('payloads.json_documents.PushRequest'),), 'providers.losses': (Look('stanzas.xep0357.Enable', gate='translated:translator_findings'), Look('stanzas.xep0060.Pubsub', gate='translated:translator_findings'),)}, default=False),
    'PS724': Indexed('body-shortened', 'providers.losses', {}),
    'PS725': Indexed('not-notified', 'providers.messages', {'providers.messages': (Look('stanzas.rfc6120.Message'),)}, default=False),
    'PS726': Indexed('json-malformed', 'documents.syntax', {'documents.syntax': (Look('payloads.json_documents.MalformedJson'), Look('payloads.json_documents.FcmMessage'), Look('payloads.json_documents.LegacyFcmMessage'), Look('payloads.json_documents.ApnsPayload'), Look('payloads.json_documents.PushRequest'),)}),
    'PS727': Indexed('payload-schema', 'documents.syntax', {}),
    'PS728': Indexed('aps-content', 'documents.aps', {'documents.aps': (Look('payloads.json_documents.ApnsPayload'),)}),
    'PS729': Indexed('arguments-without-key', 'documents.aps', {'documents.aps': (Look('payloads.json_documents.ApnsPayload'), Look('payloads.json_documents.FcmMessage'),)}),
    'PS730': Indexed('token-deprecated', 'documents.fcm', {'documents.fcm': (Look('payloads.json_documents.FcmMessage'),)}, default=False),
    'PS740': Indexed('voip-push', 'documents.calls', {'documents.calls': (Look('payloads.json_documents.ApnsPayload'),)}),
    'PS741': Indexed('interruption-level', 'documents.alerts', {'documents.alerts': (Look('payloads.json_documents.ApnsPayload'),)}),
    'PS742': Indexed('apns-key-misplaced', 'documents.alerts', {'documents.alerts': (Look('payloads.json_documents.ApnsPayload'),)}),
    'PS743': Indexed('collapse-key', 'documents.fcm', {'documents.fcm': (Look('payloads.json_documents.FcmMessage'),)}, default=False),
    'PS744': Indexed('notification-with-data', 'documents.fcm', {'documents.fcm': (Look('payloads.json_documents.FcmMessage'),)}, default=False),
    'PS801': Indexed('access-model', 'privacy', {'privacy': (Look('stanzas.xep0060.Pubsub', sequence=True), Look('stanzas.xep0060.OwnerPubsub', sequence=True),)}),
    'PS802': Indexed('publish-model-open', 'privacy', {'privacy': (Look('stanzas.xep0060.Pubsub', sequence=True), Look('stanzas.xep0060.OwnerPubsub', sequence=True),)}),
    'PS803': Indexed('body-in-summary', 'privacy', {'privacy': (Look('stanzas.xep0357.Notification'),)}, default=False),
    'PS804': Indexed('sender-with-resource', 'privacy', {'privacy': (Look('stanzas.xep0357.Notification'),)}, default=False),
    'PS805': Indexed('weak-secret', 'privacy', {'privacy': (Look('stanzas.xep0357.Enable', gate='gates:odd_request'), Look('stanzas.xep0060.PublishOptionsElement', sequence=True),)}),
    'PS806': Indexed('placeholder-left', 'privacy', {'privacy': (Look('linting.rules.rule.Tree'),)}),
    'PS807': Indexed('token-exposed', 'privacy', {'privacy': (Look('stanzas.xep0357.Enable'),)}),
    'PS901': Indexed('unused-suppression', 'hygiene', {}),
    'PS902': Indexed('malformed-suppression', 'hygiene', {}),
    'PS903': Indexed('expected-findings-missing', 'hygiene', {}),
    'PS904': Indexed('stale-baseline-entry', 'hygiene', {}),
    'PS905': Indexed('truncated-by-logger', 'hygiene', {}),
    'PS906': Indexed('no-stanza-checked', 'hygiene', {}),
}
