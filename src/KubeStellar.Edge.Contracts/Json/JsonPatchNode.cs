using System.Text.Json;

namespace KubeStellar.Edge.Contracts.Json;

/// <summary>A part of a document that is being edited: the tokens as they were, until an operation reaches below them.</summary>
internal abstract class JsonPatchNode
{
    internal static JsonPatchNode Of(JsonElement element) => new JsonPatchLeaf(element);

    /// <summary>This node with its children at hand; itself when it has none.</summary>
    internal virtual JsonPatchNode Open() => this;

    internal abstract void WriteTo(JsonPatchOutput output);
}
