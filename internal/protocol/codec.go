package protocol

import (
	"google.golang.org/grpc/encoding"
	grpcproto "google.golang.org/grpc/encoding/proto" // which registers the codec that is replaced here
	"google.golang.org/grpc/mem"
	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
)

// SendWithoutCopies makes the gRPC servers of this process send large states from
// where they are. Their own codec copies each message whole, so that a state would be
// in memory twice. What is sent is the same. It must be called before a server starts.
func SendWithoutCopies() {
	encoding.RegisterCodecV2(codec{encoding.GetCodecV2(grpcproto.Name)})
}

// codec writes messages as the codec does that it has, and large states as parts of
// their own.
type codec struct{ encoding.CodecV2 }

// Marshal implements encoding.CodecV2.
func (c codec) Marshal(message any) (mem.BufferSlice, error) {
	response, ok := message.(proto.Message)
	if !ok {
		return c.CodecV2.Marshal(message)
	}
	fields := response.ProtoReflect()
	head, state, field := splitState(fields)
	if len(state) <= largeState {
		return c.CodecV2.Marshal(message)
	}
	value := fields.Get(field)
	fields.Clear(field)
	rest, err := c.CodecV2.Marshal(message)
	fields.Set(field, value)
	if err != nil {
		return nil, err
	}
	return append(mem.BufferSlice{mem.SliceBuffer(head), mem.SliceBuffer(state)}, rest...), nil
}

// splitState returns the state of the response to reading a data source, what comes
// before it in the encoding of the response, and its field, which is the first one.
// It returns nothing for other messages.
func splitState(response protoreflect.Message) (head, state []byte, field protoreflect.FieldDescriptor) {
	if response.Descriptor().FullName() != "tfplugin6.ReadDataSource.Response" {
		return nil, nil, nil
	}
	field = response.Descriptor().Fields().ByName("state")
	value := response.Get(field).Message()
	encoding := value.Descriptor().Fields().ByName("msgpack")
	state = value.Get(encoding).Bytes()
	inner := protowire.AppendVarint(protowire.AppendTag(nil, encoding.Number(), protowire.BytesType), uint64(len(state)))
	head = protowire.AppendTag(nil, field.Number(), protowire.BytesType)
	head = protowire.AppendVarint(head, uint64(len(inner)+len(state)))
	return append(head, inner...), state, field
}
