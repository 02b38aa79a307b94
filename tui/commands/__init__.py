"""The commands of `newsreader`, by what they are about; each imports what it calls when it is called."""
