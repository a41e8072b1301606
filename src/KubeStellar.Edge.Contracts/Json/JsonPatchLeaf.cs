using System.Runtime.InteropServices;
using System.Text.Json;

namespace KubeStellar.Edge.Contracts.Json;

/// <summary>Untouched tokens.</summary>
internal sealed class JsonPatchLeaf(JsonElement element) : JsonPatchNode
{
    internal override JsonPatchNode Open() => element.ValueKind switch
    {
        JsonValueKind.Object => new JsonPatchObject(element.EnumerateObject().Select(member => KeyValuePair.Create(member.Name, Of(member.Value)))),
        JsonValueKind.Array => new JsonPatchArray([.. element.EnumerateArray().Select(Of)]),
        _ => this,
    };

    internal override void WriteTo(JsonPatchOutput output) => output.Raw(JsonMarshal.GetRawUtf8Value(element));
}
