# The manual page and the completions. Their lists of options and keys come from the program's
# own table of options, so they are made once the program is.
EXTRA_DIST += doc/architecture.md doc/blitz.1.in doc/generate doc/screenshots
EXTRA_DIST += doc/sixels.png doc/beside.png doc/large.png doc/cells.png doc/small.png

man_MANS = doc/blitz.1
bashcompletiondir = $(datadir)/bash-completion/completions
bashcompletion_DATA = doc/bash/blitz
zshcompletiondir = $(datadir)/zsh/site-functions
zshcompletion_DATA = doc/zsh/_blitz
fishcompletiondir = $(datadir)/fish/vendor_completions.d
fishcompletion_DATA = doc/fish/blitz.fish

generate = $(AM_V_GEN)$(SHELL) '$(srcdir)/doc/generate' src/blitz$(EXEEXT)

doc/blitz.1: doc/blitz.1.in doc/generate src/blitz$(EXEEXT)
	$(generate) man $@ '$(srcdir)/doc/blitz.1.in'
doc/bash/blitz: doc/generate src/blitz$(EXEEXT)
	$(generate) bash $@
doc/zsh/_blitz: doc/generate src/blitz$(EXEEXT)
	$(generate) zsh $@
doc/fish/blitz.fish: doc/generate src/blitz$(EXEEXT)
	$(generate) fish $@

CLEANFILES += doc/blitz.1 doc/bash/blitz doc/zsh/_blitz doc/fish/blitz.fish
