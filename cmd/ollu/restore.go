package main

import "github.com/spf13/cobra"

func newRestoreCommand() *cobra.Command      { return &cobra.Command{Use: "restore FILE"} }
func newStoreCompactCommand() *cobra.Command { return &cobra.Command{Use: "compact"} }
