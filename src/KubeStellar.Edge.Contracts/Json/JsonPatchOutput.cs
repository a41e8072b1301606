using System.Buffers;
using System.Text.Json;

namespace KubeStellar.Edge.Contracts.Json;

/// <summary>Bytes being written, up to a limit: copies of copies grow fast, so the limit is met while writing and not after.</summary>
internal sealed class JsonPatchOutput(int limit)
{
    private readonly ArrayBufferWriter<byte> _buffer = new(1024);

    internal ReadOnlySpan<byte> Written => _buffer.WrittenSpan;

    internal void Raw(ReadOnlySpan<byte> bytes)
    {
        if (_buffer.WrittenCount + (long)bytes.Length > limit)
        {
            throw new JsonRefusedException($"the changed object is larger than {limit} bytes", "");
        }

        _buffer.Write(bytes);
    }

    internal void Name(string name)
    {
        Raw("\""u8);
        Raw(JsonEncodedText.Encode(name, System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes);
        Raw("\":"u8);
    }
}
