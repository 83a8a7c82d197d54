package keystore

// judgeCustomer judges the changes of customers.
func (p *planner) judgeCustomer() error {
	return &FieldError{Field: "change", Why: "is missing"}
}
