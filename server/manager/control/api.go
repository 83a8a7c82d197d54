package control

import (
	"context"
	"errors"
	"io"

	"ollu/server/manager"
	"ollu/server/manager/bundle"
	"ollu/server/manager/deploy"
	"ollu/server/manager/report"
)

// Paths of the API; each takes a POST. Bodies and answers are the JSON of the
// types that the client's methods take and give; an export is an octet stream,
// and so is what is imported.
const (
	pathHello         = "/v1/hello"
	pathAdd           = "/v1/add"
	pathRemove        = "/v1/remove"
	pathAddProduct    = "/v1/products/add"
	pathListProducts  = "/v1/products/list"
	pathRemoveProduct = "/v1/products/remove"
	pathSync          = "/v1/sync"
	pathStatus        = "/v1/status"
	pathDeploy        = "/v1/deploy"
	pathExport        = "/v1/export"
	pathImport        = "/v1/import"
)

// Manager is what a site's manager can do; *manager.Manager is one.
type Manager interface {
	Add(ctx context.Context, q manager.AddRequest) (manager.AddReport, error)
	Remove(ctx context.Context, q manager.RemoveRequest) (manager.RemoveReport, error)
	AddProduct(ctx context.Context, q manager.AddProductRequest) (manager.AddProductReport, error)
	ListProducts() ([]manager.ProductEntry, error)
	RemoveProduct(ctx context.Context, name string) error
	Sync(ctx context.Context) (manager.SyncReport, error)
	Status() (report.Site, error)
	Deploy(ctx context.Context, selector string) (deploy.Report, error)
	Export(ctx context.Context, w io.Writer) error
	Import(ctx context.Context, r io.Reader, adopt bool) (bundle.Report, error)
}

// Hello is who answers.
type Hello struct {
	Version string `json:"version"`
	Server  string `json:"server"` // the issuer's address; empty: there is no line
	Door    string `json:"door"`   // where products ask, as far as this machine can tell; empty: nowhere
}

// named picks a product; selected picks what to deploy.
type (
	named    struct{ Name string }
	selected struct{ Selector string }
	nothing  struct{}
)

// Hello asks who answers.
func (c *Client) Hello(ctx context.Context) (Hello, error) {
	return call[Hello](ctx, c, pathHello, nothing{})
}

// Add has codes managed.
func (c *Client) Add(ctx context.Context, q manager.AddRequest) (manager.AddReport, error) {
	return call[manager.AddReport](ctx, c, pathAdd, q)
}

// Remove has codes no longer managed.
func (c *Client) Remove(ctx context.Context, q manager.RemoveRequest) (manager.RemoveReport, error) {
	return call[manager.RemoveReport](ctx, c, pathRemove, q)
}

// AddProduct has an installation looked after.
func (c *Client) AddProduct(ctx context.Context, q manager.AddProductRequest) (manager.AddProductReport, error) {
	return call[manager.AddProductReport](ctx, c, pathAddProduct, q)
}

// ListProducts gives the installations, by name.
func (c *Client) ListProducts(ctx context.Context) ([]manager.ProductEntry, error) {
	return call[[]manager.ProductEntry](ctx, c, pathListProducts, nothing{})
}

// RemoveProduct has an installation no longer looked after.
func (c *Client) RemoveProduct(ctx context.Context, name string) error {
	_, err := call[nothing](ctx, c, pathRemoveProduct, named{name})
	return err
}

// Sync asks the issuer about all codes.
func (c *Client) Sync(ctx context.Context) (manager.SyncReport, error) {
	return call[manager.SyncReport](ctx, c, pathSync, nothing{})
}

// Status says how the site stands.
func (c *Client) Status(ctx context.Context) (report.Site, error) {
	return call[report.Site](ctx, c, pathStatus, nothing{})
}

// Deploy delivers now: to the product of that name, the code of that text or id,
// or all for "".
func (c *Client) Deploy(ctx context.Context, selector string) (deploy.Report, error) {
	return call[deploy.Report](ctx, c, pathDeploy, selected{selector})
}

// Export writes the file that is carried to the other side. When it fails, what
// was written is no such file.
func (c *Client) Export(ctx context.Context, w io.Writer) error {
	resp, err := c.send(ctx, pathExport, nil, typeJSON)
	if err != nil {
		return err
	}
	_, err = io.Copy(w, resp.Body)
	return errors.Join(err, resp.Body.Close())
}

// Import takes a file in that was carried here; see manager.Manager.Import.
func (c *Client) Import(ctx context.Context, r io.Reader, adopt bool) (bundle.Report, error) {
	path := pathImport
	if adopt {
		path += "?adopt=true"
	}
	return callWith[bundle.Report](ctx, c, path, r, typeStream)
}
