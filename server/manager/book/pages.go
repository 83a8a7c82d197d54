package book

import "os"

func checkPages(f *os.File) error { return nil }
