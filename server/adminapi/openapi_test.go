package adminapi

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"mime"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v3"

	"ollu/server/wire"
)

// openapi is the description, as it is served, ready to judge by.
type openapi struct {
	doc      map[string]any
	compiler *jsonschema.Compiler
	mu       sync.Mutex
	schemas  map[string]*jsonschema.Schema
}

var description31 = sync.OnceValue(func() *openapi {
	var doc map[string]any
	if err := yaml.Unmarshal(description, &doc); err != nil {
		panic(err)
	}
	b, err := json.Marshal(doc)
	if err != nil {
		panic(err)
	}
	plain, err := jsonschema.UnmarshalJSON(bytes.NewReader(b))
	if err != nil {
		panic(err)
	}
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft2020)
	c.AssertFormat()
	if err := c.AddResource("mem:openapi.json", plain); err != nil {
		panic(err)
	}
	return &openapi{doc: doc, compiler: c, schemas: map[string]*jsonschema.Schema{}}
})

// at follows keys, and references on the way, into the document. pointer is
// where it ended; nil when there is no such thing.
func (o *openapi) at(pointer string, keys ...string) (node any, where string) {
	node = any(o.doc)
	for _, k := range append(strings.Split(strings.Trim(pointer, "/"), "/"), keys...) {
		k = strings.NewReplacer("~1", "/", "~0", "~").Replace(k)
		m, _ := node.(map[string]any)
		node = m[k]
		where += "/" + strings.NewReplacer("~", "~0", "/", "~1").Replace(k)
		m, _ = node.(map[string]any)
		if ref, ok := m["$ref"].(string); ok && len(m) == 1 {
			node, where = o.at(strings.TrimPrefix(ref, "#"))
		}
	}
	return node, where
}

// validate judges JSON by the schema at a place in the document.
func (o *openapi) validate(where string, body []byte) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	s := o.schemas[where]
	if s == nil {
		var err error
		if s, err = o.compiler.Compile("mem:openapi.json#" + where); err != nil {
			return err
		}
		o.schemas[where] = s
	}
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(body))
	if err != nil {
		return err
	}
	return s.Validate(v)
}

// described fails the test when an answer is not one that the description
// allows for its call, or when the server took a request that it does not allow.
func described(t *testing.T, method, path, body string, r reply) {
	t.Helper()
	o := description31()
	operation, where := o.at("/paths", path, strings.ToLower(method))
	if operation == nil || r.status != http.StatusOK {
		_, where = o.at("/components/responses/Error/content", "application/json", "schema")
		if err := o.validate(where, r.body); err != nil {
			t.Errorf("%s %s: %d %s: %v", method, path, r.status, r.body, err)
		}
		return
	}
	kind, _, _ := mime.ParseMediaType(r.header.Get("Content-Type"))
	content, place := o.at(where, "responses", "200", "content", kind)
	if content == nil {
		t.Errorf("%s %s answers with %q, which is not described", method, path, kind)
	}
	if kind == "application/json" {
		if err := o.validate(place+"/schema", r.body); err != nil {
			t.Errorf("%s %s: %s: %v", method, path, r.body, err)
		}
	}
	request, place := o.at(where, "requestBody", "content", "application/json", "schema")
	if request != nil && strings.HasPrefix(body, "{") && path != wire.PathLicenceImport {
		if err := o.validate(place, []byte(body)); err != nil {
			t.Errorf("%s %s took %s: %v", method, path, body, err)
		}
	}
}

func TestOpenAPIDescribesEveryRouteAndNoOther(t *testing.T) {
	var have, want []string
	for _, r := range routes() {
		want = append(want, r.method+" "+r.path)
	}
	for path, item := range description31().doc["paths"].(map[string]any) {
		for method, operation := range item.(map[string]any) {
			have = append(have, strings.ToUpper(method)+" "+path)
			m := operation.(map[string]any)
			for _, key := range []string{"summary", "operationId", "tags"} {
				if m[key] == nil {
					t.Errorf("%s %s has no %s", method, path, key)
				}
			}
		}
	}
	slices.Sort(have)
	slices.Sort(want)
	if !slices.Equal(have, want) {
		t.Errorf("described: %q\nrouted:    %q", have, want)
	}
}

// The fields of every type of package wire are those of the schema of its name.
func TestOpenAPISchemasHaveTheFieldsOfTheTypes(t *testing.T) {
	schemas := description31().doc["components"].(map[string]any)["schemas"].(map[string]any)
	for _, v := range []any{
		wire.Licence{}, wire.Device{}, wire.Pending{}, wire.Tombstone{}, wire.Renewal{}, wire.RegKey{},
		wire.IssueRequest{}, wire.LicencesResponse{}, wire.CodeRequest{}, wire.LicenceResponse{}, wire.ListRequest{},
		wire.RenewRequest{}, wire.StandingRequest{}, wire.ReplaceRequest{}, wire.ReplaceResponse{},
		wire.RemoveDeviceRequest{}, wire.FileRequest{}, wire.FileResponse{}, wire.PreviewRequest{}, wire.PreviewResponse{}, wire.Told{},
		wire.ImportResponse{}, wire.Refusal{}, wire.ExportRequest{},
		wire.KeyIssueRequest{}, wire.KeyRequest{}, wire.KeyListRequest{}, wire.KeyResponse{}, wire.KeysResponse{},
		wire.Account{}, wire.Company{}, wire.Person{}, wire.Contact{}, wire.Seller{}, wire.Hold{}, wire.User{}, wire.Invitation{},
		wire.Registration{}, wire.Former{}, wire.OfflineRequest{}, wire.Holder{}, wire.OrderedKey{}, wire.WaitingRequest{}, wire.Letter{},
		wire.AccountListRequest{}, wire.AccountsResponse{}, wire.AccountRequest{}, wire.AccountResponse{}, wire.HoldRequest{},
		wire.ResetFactorRequest{}, wire.UnregisterRequest{}, wire.OrderRequest{}, wire.OrderResponse{}, wire.RegistrationRequest{},
		wire.RegistrationResponse{}, wire.RequestListRequest{}, wire.RequestsResponse{}, wire.AnswerRequest{},
		wire.MailListRequest{}, wire.MailsResponse{}, wire.MailRequest{}, wire.MailResponse{},
		wire.Empty{}, wire.StatusResponse{}, wire.AuditHead{}, wire.VerifyResponse{}, wire.AuditRequest{},
		wire.AuditResponse{}, wire.AuditEntry{}, wire.SigningResponse{}, wire.VersionResponse{}, wire.CatalogueResponse{}, wire.Product{},
		wire.Component{}, wire.Text{}, wire.Error{}, wire.ErrorResponse{},
	} {
		name := reflect.TypeOf(v).Name()
		schema, ok := schemas[name].(map[string]any)
		if !ok {
			t.Errorf("no schema %s", name)
			continue
		}
		properties, _ := schema["properties"].(map[string]any)
		have, want := slices.Sorted(maps.Keys(properties)), fieldsOf(reflect.TypeOf(v))
		slices.Sort(want)
		if !slices.Equal(have, want) {
			t.Errorf("schema %s has %q, the type %q", name, have, want)
		}
	}
}

func fieldsOf(t reflect.Type) (names []string) {
	for f := range t.Fields() {
		if f.Anonymous {
			names = append(names, fieldsOf(f.Type)...)
			continue
		}
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		names = append(names, name)
	}
	return names
}

func TestOpenAPIListsEveryErrorCode(t *testing.T) {
	node, _ := description31().at("/components/schemas/Error/properties/code/enum")
	var have []string
	for _, v := range node.([]any) {
		have = append(have, fmt.Sprint(v))
	}
	var want []string
	for _, c := range wire.ErrorCodes() {
		want = append(want, string(c))
	}
	if !slices.Equal(have, want) {
		t.Errorf("described: %q\nin use:    %q", have, want)
	}
}

func TestOpenAPIListsTheColumnsOfAnImport(t *testing.T) {
	node, _ := description31().at("/paths/~1v1~1licences~1import/post/description")
	licence, _ := description31().at("/components/schemas/Licence/properties")
	var names []string
	for _, c := range columns {
		names = append(names, "`"+c.name+"`")
		if licence.(map[string]any)[c.name] == nil {
			t.Errorf("column %s is no field of a licence", c.name)
		}
	}
	last := len(names) - 1
	list := strings.Join(names[:last], ", ") + " and " + names[last]
	if text := strings.Join(strings.Fields(node.(string)), " "); !strings.Contains(text, list) {
		t.Errorf("%s\nis not in\n%s", list, text)
	}
}

func TestOpenAPIIsServedAsItIs(t *testing.T) {
	r := newHouse(t).send(http.MethodGet, wire.PathOpenAPI, "")
	if !bytes.Equal(r.body, description) || r.status != http.StatusOK {
		t.Errorf("status %d, %d bytes", r.status, len(r.body))
	}
}

// A comma in a text without quotes makes a key without a value of what follows.
func TestOpenAPIHasNoHoles(t *testing.T) {
	var walk func(where string, node any)
	walk = func(where string, node any) {
		switch n := node.(type) {
		case nil:
			t.Errorf("%s is empty", where)
		case map[string]any:
			for k, v := range n {
				walk(where+"/"+k, v)
			}
		case []any:
			for i, v := range n {
				walk(fmt.Sprint(where, "/", i), v)
			}
		}
	}
	walk("", description31().doc)
}

// The description would be worth nothing if it allowed everything.
func TestOpenAPIRefusesWhatIsNotDescribed(t *testing.T) {
	_, where := description31().at("/components/schemas/LicenceResponse")
	for _, body := range []string{`{}`, `{"licence":{}}`, `{"licence":{"code":"IM"}}`} {
		if description31().validate(where, []byte(body)) == nil {
			t.Errorf("took %s", body)
		}
	}
}
