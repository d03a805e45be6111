"""The records of Erlang in which ejabberd logs stanzas: each record and each of its fields as XML."""

import pytest
from lxml import etree

from pushstanza.reading.extract import segments
from pushstanza.reading.finder import stanzas

PUBSUB = "http://jabber.org/protocol/pubsub"
STANZAS = "urn:ietf:params:xml:ns:xmpp-stanzas"
LOG = "2026-02-11 12:21:03.100 [debug] <0.512.0>@ejabberd_router:do_route:374 Route:\n{}\n"


def canonical(xml):
    return etree.canonicalize(xml, strip_text=True)


def read(record):
    """Return the stanza in the line of a log."""
    ((text,),) = [
        [segment.text[each.start : each.end] for each in stanzas(segment.text)]
        for segment in segments(LOG.format(record), "log")
        if "<" in segment.text and [*stanzas(segment.text)]
    ]
    return canonical(text)


JID = '#jid{user = <<"a">>,server = <<"b">>,resource = <<"c">>,luser = <<"a">>,lserver = <<"b">>,lresource = <<"c">>}'

#: What stands in an iq, and what stands for it.
INSIDE = [
    ('#ping{}', "<ping xmlns='urn:xmpp:ping'/>"),
    (f'#push_enable{{jid = {JID},node = <<"n">>,xdata = undefined}}', "<enable xmlns='urn:xmpp:push:0' jid='a@b/c' node='n'/>"),
    (f'#push_disable{{jid = {JID},node = <<>>}}', "<disable xmlns='urn:xmpp:push:0' jid='a@b/c'/>"),
    ((f'#push_enable{{jid = {JID},node = <<"n">>,xdata = #xdata{{type = submit,instructions = [<<"i">>],title = <<"t">>,'
     'reported = undefined,items = [],fields = [#xdata_field{label = <<"l">>,type = hidden,var = <<"v">>,required = true,'
     'desc = <<"d">>,values = [<<"1">>,<<"2">>],options = [],sub_els = []},'
     '#xdata_field{label = <<>>,type = undefined,var = <<"w">>,required = false,desc = <<>>,values = []}]}}'),
     ("<enable xmlns='urn:xmpp:push:0' jid='a@b/c' node='n'><x xmlns='jabber:x:data' type='submit'><instructions>i</instructions>"
     "<title>t</title><field label='l' type='hidden' var='v'><required/><desc>d</desc><value>1</value><value>2</value></field>"
     "<field var='w'/></x></enable>")),
    ('#pubsub{publish = #ps_publish{node = <<"n">>,items = [#ps_item{id = <<"1">>,xml_els = [#push_notification{xdata = undefined}]}]}}',
     f"<pubsub xmlns='{PUBSUB}'><publish node='n'><item id='1'><notification xmlns='urn:xmpp:push:0'/></item></publish></pubsub>"),
    ('#pubsub{publish = #ps_publish{node = <<"n">>,items = [#ps_item{id = <<>>,sub_els = [#push_notification{}]}]}}',
     f"<pubsub xmlns='{PUBSUB}'><publish node='n'><item><notification xmlns='urn:xmpp:push:0'/></item></publish></pubsub>"),
    ('#pubsub{retract = #ps_retract{node = <<"n">>,items = [#ps_item{id = <<"1">>}]}}',
     f"<pubsub xmlns='{PUBSUB}'><retract node='n'><item id='1'/></retract></pubsub>"),
    ('#pubsub{items = #ps_items{node = <<"n">>,items = []}}', f"<pubsub xmlns='{PUBSUB}'><items node='n'/></pubsub>"),
    ('#pubsub{create = <<"n">>,configure = {<<>>,#xdata{type = submit,fields = []}}}',
     f"<pubsub xmlns='{PUBSUB}'><create node='n'/><configure><x xmlns='jabber:x:data' type='submit'/></configure></pubsub>"),
    ('#pubsub{publish = #ps_publish{node = <<"n">>,items = []},publish_options = #xdata{type = submit,fields = []}}',
     f"<pubsub xmlns='{PUBSUB}'><publish node='n'/><publish-options><x xmlns='jabber:x:data' type='submit'/></publish-options></pubsub>"),
    ('#pubsub_owner{delete = {<<"n">>,<<>>}}', f"<pubsub xmlns='{PUBSUB}#owner'><delete node='n'/></pubsub>"),
    ('#pubsub_owner{purge = <<"n">>}', f"<pubsub xmlns='{PUBSUB}#owner'><purge node='n'/></pubsub>"),
    ('#pubsub_owner{default = {<<"n">>,undefined}}', f"<pubsub xmlns='{PUBSUB}#owner'><default node='n'/></pubsub>"),
    ('#pubsub_owner{subscriptions = {<<"n">>,[]}}', f"<pubsub xmlns='{PUBSUB}#owner'><subscriptions node='n'/></pubsub>"),
    (f'#pubsub_owner{{affiliations = {{<<"n">>,[#ps_affiliation{{node = <<>>,type = publish_only,jid = {JID}}}]}}}}',
     f"<pubsub xmlns='{PUBSUB}#owner'><affiliations node='n'><affiliation affiliation='publish-only' jid='a@b/c'/></affiliations></pubsub>"),
    (('#disco_info{node = <<"n">>,identities = [#identity{category = <<"pubsub">>,type = <<"push">>,lang = <<>>,name = <<"P">>}],'
     'features = [<<"urn:xmpp:push:0">>,<<"b">>],xdata = []}'),
     ("<query xmlns='http://jabber.org/protocol/disco#info' node='n'><identity category='pubsub' type='push' name='P'/>"
     "<feature var='urn:xmpp:push:0'/><feature var='b'/></query>")),
    (f'#disco_items{{node = <<"n">>,items = [#disco_item{{jid = {JID},name = <<"N">>,node = <<"m">>}}],rsm = undefined}}',
     "<query xmlns='http://jabber.org/protocol/disco#items' node='n'><item jid='a@b/c' name='N' node='m'/></query>"),
    ('#adhoc_command{node = <<"n">>,action = execute,sid = <<"s">>,status = executing,xdata = undefined}',
     "<command xmlns='http://jabber.org/protocol/commands' node='n' sessionid='s' status='executing'/>"),
    ('#adhoc_command{node = <<"n">>,action = cancel,sid = <<>>,status = undefined,xdata = #xdata{type = form,fields = []}}',
     "<command xmlns='http://jabber.org/protocol/commands' node='n' action='cancel'><x xmlns='jabber:x:data' type='form'/></command>"),
    ("#stanza_error{type = cancel,code = 404,by = undefined,reason = 'item-not-found',text = [],sub_els = []}",
     f"<error type='cancel' code='404'><item-not-found xmlns='{STANZAS}'/></error>"),
    ((f"#stanza_error{{type = modify,by = {JID},reason = #gone{{uri = <<\"u\">>}},text = [#text{{lang = <<\"en\">>,data = <<\"No\">>}},"
     "#text{lang = <<>>,data = <<\"Nein\">>}],sub_els = [#ps_error{type = 'unsupported',feature = 'publish-options'}]}"),
     (f"<error type='modify' by='a@b/c'><gone xmlns='{STANZAS}'/><text xmlns='{STANZAS}' xml:lang='en'>No</text>"
     f"<text xmlns='{STANZAS}'>Nein</text><unsupported xmlns='{PUBSUB}#errors' feature='publish-options'/></error>")),
    ("#hint{type = 'no-store'}", "<no-store xmlns='urn:xmpp:hints'/>"),
]  # fmt: skip


@pytest.mark.parametrize(("record", "xml"), INSIDE)
def test_a_record_stands_for_an_element(record, xml):
    found = read(f'#iq{{id = <<"1">>,type = set,lang = <<>>,sub_els = [{record}],meta = #{{}}}}')

    assert found == canonical(f"<iq id='1' type='set'>{xml}</iq>")


@pytest.mark.parametrize(
    ("record", "xml"),
    [
        (f'#iq{{id = <<"1">>,type = get,lang = <<"de">>,from = {JID},to = undefined,sub_els = []}}',
         "<iq id='1' type='get' xml:lang='de' from='a@b/c'/>"),
        (f'#iq{{id = <<"1">>,type = result,lang = <<>>,from = undefined,to = {JID},sub_els = []}}', "<iq id='1' type='result' to='a@b/c'/>"),
        ((f'#message{{id = <<>>,type = normal,lang = <<>>,from = {JID},to = {JID},subject = [#text{{lang = <<"en">>,data = <<"S">>}}],'
         'body = [#text{lang = <<>>,data = <<"B">>}],thread = undefined,sub_els = []}'),
         "<message from='a@b/c' to='a@b/c'><subject xml:lang='en'>S</subject><body>B</body></message>"),
        (f'#message{{type = chat,to = {JID},body = [#text{{data = <<"B">>}},#text{{lang = <<"de">>,data = <<"C">>}}]}}',
         "<message type='chat' to='a@b/c'><body>B</body><body xml:lang='de'>C</body></message>"),
        (f'#message{{type = chat,to = {JID},thread = #message_thread{{data = <<"T">>,parent = <<>>}}}}',
         "<message type='chat' to='a@b/c'><thread>T</thread></message>"),
        (f'#presence{{type = available,from = {JID},status = [#text{{lang = <<>>,data = <<"Hi">>}}]}}',
         "<presence from='a@b/c'><status>Hi</status></presence>"),
        (f'#presence{{type = unavailable,to = {JID}}}', "<presence type='unavailable' to='a@b/c'/>"),
    ],
)  # fmt: skip
def test_a_record_stands_for_a_stanza(record, xml):
    assert read(record) == canonical(xml)
