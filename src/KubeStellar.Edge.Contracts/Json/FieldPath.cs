using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using KubeStellar.Edge.Contracts.Secrets;

namespace KubeStellar.Edge.Contracts.Json;

/// <summary>
/// Names fields of an object, as people write it in policies and annotations: <c>spec.password</c>, <c>metadata.annotations["example.com/key"]</c>,
/// <c>spec.containers[name=app].env[name=TOKEN].value</c>, <c>spec.users[*].password</c>.
/// </summary>
public sealed class FieldPath
{
    private readonly string _text;
    private readonly IReadOnlyList<FieldStep> _steps;

    private FieldPath(string text, IReadOnlyList<FieldStep> steps) => (_text, _steps) = (text, steps);

    /// <summary>The names that it begins with, up to the first list.</summary>
    public IEnumerable<string> Names => _steps.TakeWhile(step => step.Name is not null).Select(step => step.Name!);

    /// <summary>Whether it ends with a name and has nothing but names.</summary>
    public bool IsPlain => _steps.All(step => step.Name is not null);

    /// <summary>Reads one.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out FieldPath? path)
    {
        path = null;
        var reader = new FieldPathReader(text);
        if (text is null || reader.Next() is not { } steps || !reader.End)
        {
            return false;
        }

        path = new FieldPath(text, steps);
        return true;
    }

    /// <summary>Reads several, between which are commas or white space.</summary>
    public static bool TryParseList(string? text, out IReadOnlyList<FieldPath> paths)
    {
        var found = new List<FieldPath>();
        paths = found;
        var reader = new FieldPathReader(text);
        while (!reader.End)
        {
            if (reader.Next() is not { } steps)
            {
                return false;
            }

            found.Add(new FieldPath(Show(steps), steps));
        }

        return found.Count > 0;
    }

    /// <summary>Where the fields are that an object has of it, each as names of members and indexes of items. A path that leads into a sealed value ends at it.</summary>
    /// <param name="obj">The object.</param>
    public IReadOnlyList<ImmutableArray<string>> Find(JsonElement obj)
    {
        var found = new List<ImmutableArray<string>>();
        Walk(obj, 0, [], found);
        return found;
    }

    /// <inheritdoc/>
    public override string ToString() => _text;

    private void Walk(JsonElement value, int at, ImmutableArray<string> place, List<ImmutableArray<string>> found)
    {
        if (at == _steps.Count || (value.ValueKind == JsonValueKind.String && SealedText.Is(value.GetString())))
        {
            found.Add(place);
            return;
        }

        var step = _steps[at];
        if (step.Name is { } name)
        {
            if (value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out var member))
            {
                Walk(member, at + 1, place.Add(name), found);
            }
        }
        else if (value.ValueKind == JsonValueKind.Array)
        {
            foreach (var (index, item) in value.EnumerateArray().Index().Where(item => step.Keys.All(key => Fits(item.Item, key))))
            {
                Walk(item, at + 1, place.Add(index.ToString(CultureInfo.InvariantCulture)), found);
            }
        }
    }

    private static bool Fits(JsonElement item, KeyValuePair<string, string> key) => item.Member(key.Key) is var value && value.ValueKind switch
    {
        JsonValueKind.String => value.GetString() == key.Value,
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => System.Text.Encoding.UTF8.GetString(JsonMarshal.GetRawUtf8Value(value)) == key.Value,
        _ => false,
    };

    private static string Show(List<FieldStep> steps) => string.Concat(steps.Select((step, index) => step switch
    {
        { Name: { } name } when name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-') => index == 0 ? name : $".{name}",
        { Name: { } name } => index == 0 ? name : $"[\"{name.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"]",
        { Keys.Count: 0 } => "[*]",
        _ => $"[{string.Join(',', step.Keys.Select(key => $"{key.Key}={key.Value}"))}]",
    }));
}
