using System.Text.Json;

namespace KubeStellar.Edge.Flow.Status.Reduce;

/// <summary>A node's value while it is made: one that is there, what a step will give, or none.</summary>
internal readonly record struct TreeValue
{
    private readonly JsonElement? _value;
    private readonly int _step;

    private TreeValue(JsonElement? value, int step) => (_value, _step) = (value, step);

    internal bool IsNone => _value is null && _step == 0;

    /// <summary>The step that makes it, from 0; -1 when it is there already.</summary>
    internal int Step => _step - 1;

    internal static TreeValue Of(JsonElement? value) => new(value, 0);

    internal static TreeValue OfStep(int step) => new(null, step + 1);

    /// <summary>The value, when its step was made; null when there is none.</summary>
    internal JsonElement? Read(List<JsonElement> made) => _step == 0 ? _value : made[Step];
}
