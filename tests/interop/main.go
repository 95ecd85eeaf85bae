// A second reader and a second writer of Tabella's logs, made of golang.org/x/mod/sumdb alone.
//
//	interop read FOLDER KEY [-old CHECKPOINT]... [-witness KEY]...
//	interop receipt FILE KEY
//	interop write FOLDER < JOB
//
// What it refuses it says on standard error in one line; its exit status is then 1, and 2 if it was
// not called like this. docs/spec/board.md says what is read and written.
package main

import (
	"flag"
	"fmt"
	"os"
)

// list is an argument that may be given several times.
type list []string

func (l *list) String() string { return fmt.Sprint(*l) }

func (l *list) Set(value string) error {
	*l = append(*l, value)
	return nil
}

func main() {
	if len(os.Args) < 3 {
		usage()
	}
	var err error
	switch command, words := os.Args[1], os.Args[2:]; {
	case command == "read" && len(words) >= 2:
		options := flag.NewFlagSet("read", flag.ExitOnError)
		var old, witnesses list
		options.Var(&old, "old", "a file with an older checkpoint")
		options.Var(&witnesses, "witness", "verifier key of a witness that must have cosigned")
		_ = options.Parse(words[2:])
		err = readLog(words[0], words[1], old, witnesses)
	case command == "receipt" && len(words) == 2:
		err = readReceipt(words[0], words[1])
	case command == "write" && len(words) == 1:
		err = writeLog(words[0], os.Stdin, os.Stdout)
	default:
		usage()
	}
	if err != nil {
		fmt.Fprintf(os.Stderr, "refused: %v\n", err)
		os.Exit(1)
	}
}

func usage() {
	fmt.Fprintln(os.Stderr, "usage: interop read|receipt|write ...")
	os.Exit(2)
}
