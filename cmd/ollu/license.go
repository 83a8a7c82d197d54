package main

import (
	"github.com/spf13/cobra"
)

func newLicenseCommand() *cobra.Command {
	c := group(&cobra.Command{
		Use:     "license",
		Aliases: []string{"licence"},
		Short:   "Issue, find and change licences on the running server",
		Example: `  ollu license issue --product ` + exampleProduct + ` --expires 2027-03-31 --seats 50
  ollu license show ` + exampleCode,
	},
		newIssueCommand(),
		newShowCommand(),
		newListCommand(),
		newRenewCommand(),
		newSuspendCommand(),
		newResumeCommand(),
		newRevokeCommand(),
		newReplaceCommand(),
		newRemoveDeviceCommand(),
		newFileCommand(),
		newPreviewCommand(),
		newImportCommand(),
		newExportCommand(),
	)
	return c
}
