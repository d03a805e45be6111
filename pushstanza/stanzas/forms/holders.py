"""What the elements have that hold a form: its typed view, read when it is asked for."""

from pushstanza.stanzas.forms.node_config import NodeConfig
from pushstanza.stanzas.forms.publish_options import PublishOptions
from pushstanza.stanzas.forms.push_summary import PushSummary
from pushstanza.stanzas.xep0004 import Form


class HoldsOptions:
    """An element with a form of publish-options."""

    __slots__ = ()
    form: Form | None

    @property
    def options(self) -> PublishOptions | None:
        """The form as typed publish-options; ``None`` without a form.

        ``problems`` lists the fields that could not be read.
        """
        return None if self.form is None else PublishOptions.read(self.form)


class HoldsSummary:
    """An element with the form of a push summary."""

    __slots__ = ()
    form: Form | None

    @property
    def summary(self) -> PushSummary | None:
        """The form as a typed summary; ``None`` without a form.

        ``problems`` lists the fields that could not be read.
        """
        return None if self.form is None else PushSummary.read(self.form)


class HoldsConfig:
    """An element with the form of a node configuration."""

    __slots__ = ()
    form: Form | None

    @property
    def config(self) -> NodeConfig | None:
        """The form as a typed node configuration; ``None`` without a form.

        ``problems`` lists the fields that could not be read.
        """
        return None if self.form is None else NodeConfig.read(self.form)
