# The words to know: make (build), make demo, make test. Everything else is in CMakePresets.json and scripts/.
JOBS ?= $(shell nproc)
ARGS ?=

.PHONY: all setup build demo test oracle interop bench fuzz sanitizers gcc format tidy install clean

all: build

setup:
	@scripts/setup

build: setup
	@cmake --preset release $(QUIET) >build/.configure.log 2>&1 || { mkdir -p build; cmake --preset release; }
	@cmake --build --preset release -j $(JOBS)

# The main job, end to end: three hosts, an application's host, kubectl, real connections.
demo: build
	@scripts/demo $(ARGS)

# All tests: unit, layers, conformance, and the demo once.
test: build
	@ctest --preset release --output-on-failure

# Replays the recorded answers of Kubernetes; the last line is 'N passed, N failed'.
oracle: build
	@tests/conformance/run $(ARGS)

# Real clients and peers of Kubernetes; the last line is 'N passed, N failed, N skipped'.
interop: build
	@scripts/interop $(ARGS)

bench: setup
	@cmake --preset bench && cmake --build --preset bench -j $(JOBS) && bench/run $(ARGS)

sanitizers: setup
	@scripts/sanitizers

# The second compiler.
gcc: setup
	@cmake --preset gcc && cmake --build --preset gcc -j $(JOBS)

format:
	@git ls-files 'src/*.cc' 'src/*.h' 'bench/*.cc' 'tests/*.cc' | xargs clang-format-19 -i

tidy: build
	@scripts/tidy

# The binary, its man page and the completion of bash.
PREFIX ?= /usr/local
install: build
	@install -D -m 755 build/release/seamark $(DESTDIR)$(PREFIX)/bin/seamark
	@mkdir -p $(DESTDIR)$(PREFIX)/share/man/man1 $(DESTDIR)$(PREFIX)/share/bash-completion/completions
	@build/release/seamark manual | gzip -9n > $(DESTDIR)$(PREFIX)/share/man/man1/seamark.1.gz
	@build/release/seamark completion bash > $(DESTDIR)$(PREFIX)/share/bash-completion/completions/seamark

clean:
	rm -rf build

fuzz: setup
	@scripts/fuzz $(SECONDS_EACH)
