"""What can go wrong, as small named exceptions whose message is one Chinese sentence for the user.

The message names the file or value, what was found, what was expected and what to do. The library raises; the
command line and the page catch ``IndexerError`` once.
"""


class IndexerError(Exception):
    """Base of every error that a user can meet; ``str(error)`` is the sentence to show."""


class SettingInvalid(IndexerError):
    """An environment variable holds a value that is not allowed."""


class CorpusMissing(IndexerError):
    """The corpus folder does not exist, holds no document that can be read, or loses a file while it is read."""


class FileRefused(IndexerError):
    """One file cannot be read; the others go on."""


class CorpusUnchanged(IndexerError):
    """A file could not be put into the corpus folder, or taken out of it; the folder is as it was."""


class CatalogInvalid(IndexerError):
    """``catalog.csv`` cannot be read, or holds a value that is not allowed."""


class CatalogChanged(IndexerError):
    """``catalog.csv`` was changed by somebody else since it was shown, or is being written just now."""


class IndexMissing(IndexerError):
    """There is no index yet."""


class IndexUnusable(IndexerError):
    """The index is half written, damaged, of another format, or made with another model."""


class IndexUnwritable(IndexerError):
    """What is built cannot be written: the disk is full, the folder is read-only, or it went away."""


class IndexLocked(IndexerError):
    """Another process is building the same index."""


class StoreUnavailable(IndexerError):
    """The server of a store cannot be reached, is too old, or answers with an error."""


class NotesUnusable(IndexerError):
    """What people decided cannot be read or kept: the file is damaged, read-only, or of another program."""


class BackupInvalid(IndexerError):
    """A backup cannot be made, or what is to be restored is none, is damaged, or of a later version."""


class NoteRefused(IndexerError):
    """What a reader wants kept is too long, or as much is kept as there is room for."""


class UsersUnusable(IndexerError):
    """The password file cannot be read or written, or what is to be written into it is not allowed."""


class NotAllowed(IndexerError):
    """Who asks for this has not the right to it: signed in as a reader, or not at all."""


class TooOften(IndexerError):
    """Somebody asks for too much in too short a time."""


class AuditUnwritable(IndexerError):
    """What is to be done cannot be put on record, so it is not done."""


class ModelUnavailable(IndexerError):
    """The encoder's model cannot be found, unpacked or loaded."""


class QueryInvalid(IndexerError):
    """The query is empty, too long, or asks for something that is not in the index."""


class OutputFailed(IndexerError):
    """A file that was asked for cannot be written."""
