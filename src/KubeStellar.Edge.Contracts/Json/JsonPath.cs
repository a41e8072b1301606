namespace KubeStellar.Edge.Contracts.Json;

/// <summary>How a path is shown to people: <c>spec.containers.0.image</c>, a step with a dot in it in quotes.</summary>
public static class JsonPath
{
    private const int MaxStep = 80;

    /// <summary>A path of names and indexes as one text; a very long step is cut.</summary>
    /// <param name="steps">The steps, from the outermost.</param>
    public static string Show(IEnumerable<string> steps) => string.Join('.', steps.Select(Step));

    private static string Step(string step)
    {
        var text = step.Length > MaxStep ? string.Concat(step.AsSpan(0, MaxStep), "…") : step;
        return text.Length == 0 || text.Contains('.', StringComparison.Ordinal) ? $"\"{text}\"" : text;
    }
}
