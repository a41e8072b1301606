using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace KubeStellar.Edge.Kubernetes.Yaml;

/// <summary>
/// Writes nodes as JSON. Aliases are written out each time, so a text of one kilobyte can mean gigabytes ("billion laughs"):
/// the nodes written are held to a multiple of the nodes read, and the bytes to a limit.
/// </summary>
internal sealed class YamlJsonWriter(int document, int nodesRead)
{
    private const int FreeNodes = 10_000;
    private const int Growth = 10;
    private readonly ArrayBufferWriter<byte> _buffer = new(4096);
    private long _left = FreeNodes + ((long)Growth * nodesRead);

    internal ReadOnlySpan<byte> Written => _buffer.WrittenSpan;

    internal void Write(YamlNode node)
    {
        if (--_left < 0 || _buffer.WrittenCount > ManifestReader.MaxTextBytes)
        {
            throw new ManifestRefusedException("the aliases of this document expand to far more than was written", document, node.Line, node.Column);
        }

        switch (node)
        {
            case YamlScalar { Token: { } token }:
                _buffer.Write(System.Text.Encoding.UTF8.GetBytes(token));
                break;
            case YamlScalar text:
                Text(text.Text, node);
                break;
            case YamlSequence list:
                Items(list);
                break;
            case YamlMapping map:
                Members(map);
                break;
        }
    }

    private void Items(YamlSequence list)
    {
        _buffer.Write("["u8);
        for (var i = 0; i < list.Items.Count; i++)
        {
            if (i > 0)
            {
                _buffer.Write(","u8);
            }

            Write(list.Items[i]);
        }

        _buffer.Write("]"u8);
    }

    private void Members(YamlMapping map)
    {
        _buffer.Write("{"u8);
        var first = true;
        foreach (var (name, value) in map.Members)
        {
            if (!first)
            {
                _buffer.Write(","u8);
            }

            first = false;
            Text(name, value);
            _buffer.Write(":"u8);
            Write(value);
        }

        _buffer.Write("}"u8);
    }

    private void Text(string text, YamlNode at)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i]))
            {
                continue;
            }

            if (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[i + 1]))
            {
                throw new ManifestRefusedException("a lone surrogate is no character", document, at.Line, at.Column);
            }

            i++;
        }

        _buffer.Write("\""u8);
        _buffer.Write(JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes);
        _buffer.Write("\""u8);
    }
}
