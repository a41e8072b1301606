using System.Text.Json;

namespace KubeStellar.Edge.Perf.Soak;

/// <summary>Steps as JSON lines: the first line says how many edges there were.</summary>
/// <param name="Edges">How many.</param>
/// <param name="Steps">The steps.</param>
internal sealed record SoakHistory(int Edges, IReadOnlyList<SoakStep> Steps)
{
    private static readonly JsonSerializerOptions Form = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    public static async Task<SoakHistory> ReadAsync(string path, CancellationToken token)
    {
        var lines = await File.ReadAllLinesAsync(path, token);
        using var head = JsonDocument.Parse(lines[0]);
        return new SoakHistory(head.RootElement.GetProperty("edges").GetInt32(), [.. lines.Skip(1).Where(line => line.Length > 0).Select(line => JsonSerializer.Deserialize<SoakStep>(line, Form)!)]);
    }

    public Task WriteAsync(string path, CancellationToken token) =>
        File.WriteAllLinesAsync(path, Steps.Select(step => JsonSerializer.Serialize(step, Form)).Prepend("{\"edges\":" + Edges.ToString(System.Globalization.CultureInfo.InvariantCulture) + "}"), token);

    public static string Line(SoakStep step) => JsonSerializer.Serialize(step, Form);
}
