package wire

// SigningResponse says what the server signs with.
type SigningResponse struct {
	Issuer string `json:"issuer"` // the name in all that it signs
	KeyID  string `json:"key_id"` // of the active key
}
