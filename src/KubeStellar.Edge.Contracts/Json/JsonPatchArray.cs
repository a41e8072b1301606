using System.Globalization;

namespace KubeStellar.Edge.Contracts.Json;

/// <summary>An array whose elements are edited.</summary>
internal sealed class JsonPatchArray(List<JsonPatchNode> items) : JsonPatchNode
{
    internal List<JsonPatchNode> Items { get; } = items;

    /// <summary>Reads an index in its one spelling: no sign, no leading zero.</summary>
    internal static bool TryIndex(string step, out int index) =>
        int.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out index) && (step.Length == 1 || step[0] != '0');

    internal override void WriteTo(JsonPatchOutput output)
    {
        output.Raw("["u8);
        for (var i = 0; i < Items.Count; i++)
        {
            if (i > 0)
            {
                output.Raw(","u8);
            }

            Items[i].WriteTo(output);
        }

        output.Raw("]"u8);
    }
}
