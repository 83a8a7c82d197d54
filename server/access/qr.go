package access

import (
	"fmt"
	"image/color"
	"strings"

	"github.com/boombuler/barcode/qr"
)

// quiet is the white margin that readers need, in modules.
const quiet = 4

// FactorQR draws an address as a QR code: an SVG to put into the page as it is,
// black on white in any theme, without style or script. It fails when the
// address is too long for one.
func FactorQR(uri string) (svg string, err error) {
	drawn, err := qr.Encode(uri, qr.M, qr.Auto)
	if err != nil {
		return "", fmt.Errorf("drawing the QR code of a second factor: %w", err)
	}
	size := drawn.Bounds().Dx()
	var b strings.Builder
	fmt.Fprintf(&b, `<svg class="qr" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %[1]d" aria-hidden="true" shape-rendering="crispEdges">`, size+2*quiet)
	fmt.Fprintf(&b, `<rect width="%d" height="%[1]d" fill="#fff"/><path fill="#000" d="`, size+2*quiet)
	for y := range size {
		for x := 0; x < size; x++ {
			run := 0
			for x+run < size && drawn.At(x+run, y) == color.Black {
				run++
			}
			if run > 0 {
				fmt.Fprintf(&b, "M%d %dh%dv1h-%[3]dz", x+quiet, y+quiet, run)
				x += run
			}
		}
	}
	b.WriteString(`"/></svg>`)
	return b.String(), nil
}
