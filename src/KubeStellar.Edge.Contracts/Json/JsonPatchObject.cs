namespace KubeStellar.Edge.Contracts.Json;

/// <summary>An object whose members are edited.</summary>
internal sealed class JsonPatchObject : JsonPatchNode
{
    internal JsonPatchObject(IEnumerable<KeyValuePair<string, JsonPatchNode>> members)
    {
        foreach (var (name, value) in members)
        {
            if (!Members.TryAdd(name, value))
            {
                throw new JsonRefusedException("the member is there twice in a value that is set", JsonPath.Show([name]));
            }
        }
    }

    internal Dictionary<string, JsonPatchNode> Members { get; } = new(StringComparer.Ordinal);

    internal override void WriteTo(JsonPatchOutput output)
    {
        output.Raw("{"u8);
        var first = true;
        foreach (var (name, value) in Members)
        {
            if (!first)
            {
                output.Raw(","u8);
            }

            first = false;
            output.Name(name);
            value.WriteTo(output);
        }

        output.Raw("}"u8);
    }
}
