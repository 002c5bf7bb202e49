module claimcheck.dev/strict-reader

go 1.25.0

require (
	github.com/in-toto/attestation v1.1.2
	github.com/sigstore/protobuf-specs v0.5.0
	google.golang.org/protobuf v1.36.11
)

require (
	google.golang.org/genproto v0.0.0-20230706204954-ccb25ca9f130 // indirect
	google.golang.org/genproto/googleapis/api v0.0.0-20230726155614-23370e0ffb3e // indirect
)
