// strict-reader reads an attestation as Go's protojson does, which refuses every field that the published messages do not have: a Sigstore
// bundle (github.com/sigstore/protobuf-specs) around an in-toto Statement (github.com/in-toto/attestation). It prints the statement's subjects,
// as sha256sum would, and the type of its predicate, and exits 1 where it cannot read one.
package main

import (
	"fmt"
	"os"

	statement "github.com/in-toto/attestation/go/v1"
	bundle "github.com/sigstore/protobuf-specs/gen/pb-go/bundle/v1"
	"google.golang.org/protobuf/encoding/protojson"
)

func main() {
	for _, file := range os.Args[1:] {
		if err := read(file); err != nil {
			fmt.Fprintf(os.Stderr, "%s: %v\n", file, err)
			os.Exit(1)
		}
	}
}

func read(file string) error {
	data, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	var sealed bundle.Bundle
	if err := (protojson.UnmarshalOptions{DiscardUnknown: false}).Unmarshal(data, &sealed); err != nil {
		return fmt.Errorf("bundle: %w", err)
	}
	envelope := sealed.GetDsseEnvelope()
	if envelope == nil || sealed.GetVerificationMaterial().GetPublicKey() == nil {
		return fmt.Errorf("bundle: no DSSE envelope, or no public key")
	}
	var said statement.Statement
	if err := (protojson.UnmarshalOptions{DiscardUnknown: false}).Unmarshal(envelope.GetPayload(), &said); err != nil {
		return fmt.Errorf("statement: %w", err)
	}
	if err := said.Validate(); err != nil {
		return fmt.Errorf("statement: %w", err)
	}
	for _, subject := range said.GetSubject() {
		fmt.Printf("%s  %s\n", subject.GetDigest()["sha256"], subject.GetName())
	}
	fmt.Println(said.GetPredicateType())
	stamps := sealed.GetVerificationMaterial().GetTimestampVerificationData().GetRfc3161Timestamps()
	fmt.Printf("%d timestamps\n", len(stamps))
	return nil
}
