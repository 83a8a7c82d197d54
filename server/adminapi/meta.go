package adminapi

import (
	_ "embed" // for openapi.yaml
	"io"

	"ollu/server/wire"
)

// description is the OpenAPI file of this API.
//
//go:embed openapi.yaml
var description []byte

func openAPI(*call) (stream, error) {
	return stream{"application/yaml", func(w io.Writer) error {
		_, err := w.Write(description)
		return err
	}}, nil
}

func version(c *call) (wire.VersionResponse, error) { return c.Version, nil }

func catalogue(c *call) (wire.CatalogueResponse, error) {
	answer := wire.CatalogueResponse{Products: []wire.Product{}}
	for _, p := range c.book.Catalogue().Products() {
		answer.Products = append(answer.Products, wire.FromProduct(p))
	}
	return answer, nil
}
