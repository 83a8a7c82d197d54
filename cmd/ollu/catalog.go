package main

import (
	"github.com/spf13/cobra"

	"ollu/codec/product"
)

type catalogueFlags struct{}

func (f *catalogueFlags) register(c *cobra.Command) {}
func (f *catalogueFlags) product(id string) (*product.Product, error) {
	return nil, wrongUse("", "no catalogue")
}
