using System.Globalization;
using System.Text.Json;
using KubeStellar.Edge.Flow.State.Rollouts;

namespace KubeStellar.Edge.Http;

/// <summary>Instant queries of Prometheus: https://prometheus.io/docs/prometheus/latest/querying/api/#instant-queries .</summary>
internal static class PrometheusApi
{
    private static readonly JsonDocumentOptions Depth = new() { MaxDepth = InputLimits.MaxDepth };

    /// <summary>The URL of a query; the server gives up when we do.</summary>
    public static Uri Query(Uri at, string query, TimeSpan timeout) => new(string.Create(
        CultureInfo.InvariantCulture,
        $"{at.GetLeftPart(UriPartial.Path).TrimEnd('/')}/api/v1/query?query={Uri.EscapeDataString(query)}&timeout={Math.Max(1, (long)timeout.TotalMilliseconds)}ms"));

    /// <summary>
    /// The value of an answer: a number of a scalar and of a vector with one sample, a list of <c>{ labels, value }</c> of a vector with several, a text of a string.
    /// What is no number of JSON: infinity is <c>1e999</c>, which reads as infinity; NaN is an error when it is all there is, else null.
    /// </summary>
    public static InputValue Read(Fetched got, DateTimeOffset at)
    {
        JsonElement answer;
        try
        {
            answer = JsonElement.Parse(got.Body, Depth);
        }
        catch (JsonException)
        {
            return InputLimits.Failed(got.IsSuccess ? "the answer is no JSON: is this a Prometheus?" : $"Prometheus answers {(int)got.Status} {got.Status}", at);
        }

        if (Text(answer, "status") == "error")
        {
            return InputLimits.Failed($"Prometheus says {Text(answer, "errorType")}: {Short(Text(answer, "error"))}", at);
        }

        if (!got.IsSuccess)
        {
            return InputLimits.Failed($"Prometheus answers {(int)got.Status} {got.Status}", at);
        }

        return answer.ValueKind == JsonValueKind.Object && answer.TryGetProperty("data", out var data) && data.ValueKind == JsonValueKind.Object && data.TryGetProperty("result", out var result)
            && result.ValueKind == JsonValueKind.Array
            ? Value(Text(data, "resultType"), result, at)
            : InputLimits.Failed("the answer is none of a query: is this a Prometheus?", at);
    }

    private static InputValue Value(string type, JsonElement result, DateTimeOffset at) => type switch
    {
        "scalar" => One(result, at),
        "string" => result.GetArrayLength() == 2 ? new InputValue(result[1].Clone(), "", at) : Strange(at),
        "vector" when result.GetArrayLength() == 0 => InputLimits.Failed("no data", at),
        "vector" when result.GetArrayLength() == 1 => Sample(result[0]) is { } sample ? One(sample, at) : NoSample(at),
        "vector" => Several(result, at),
        "matrix" => InputLimits.Failed("the query gives a range of values over time; a gate takes one: use rate(), max_over_time() or the like", at),
        _ => Strange(at),
    };

    private static InputValue One(JsonElement sample, DateTimeOffset at) => Number(sample) switch
    {
        null => Strange(at),
        "null" => InputLimits.Failed("the query's value is NaN (nothing divided by nothing?)", at),
        var number => InputLimits.Read(System.Text.Encoding.ASCII.GetBytes(number), true, at),
    };

    private static InputValue Several(JsonElement result, DateTimeOffset at)
    {
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes))
        {
            writer.WriteStartArray();
            foreach (var one in result.EnumerateArray())
            {
                if (Sample(one) is not { } sample || Number(sample) is not { } number)
                {
                    return NoSample(at);
                }

                writer.WriteStartObject();
                writer.WritePropertyName("labels");
                if (one.TryGetProperty("metric", out var labels) && labels.ValueKind == JsonValueKind.Object)
                {
                    labels.WriteTo(writer);
                }
                else
                {
                    writer.WriteStartObject();
                    writer.WriteEndObject();
                }

                writer.WritePropertyName("value");
                writer.WriteRawValue(number);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        return InputLimits.Read(bytes.GetBuffer().AsSpan(0, (int)bytes.Length), true, at);
    }

    private static JsonElement? Sample(JsonElement one) => one.ValueKind == JsonValueKind.Object && one.TryGetProperty("value", out var sample) ? sample : null;

    /// <summary>The number of a sample, <c>[time, "text"]</c>, as JSON; null when it is none.</summary>
    private static string? Number(JsonElement sample)
    {
        if (sample.ValueKind != JsonValueKind.Array || sample.GetArrayLength() != 2 || sample[1].ValueKind != JsonValueKind.String || sample[1].GetString() is not { } text)
        {
            return null;
        }

        return text switch
        {
            "NaN" => "null",
            "+Inf" or "Inf" => "1e999",
            "-Inf" => "-1e999",
            _ => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number.ToString("R", CultureInfo.InvariantCulture) : null,
        };
    }

    private static string Text(JsonElement from, string name) =>
        from.ValueKind == JsonValueKind.Object && from.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    private static string Short(string text) => text.Length > 500 ? text[..500] + "..." : text;

    private static InputValue Strange(DateTimeOffset at) => InputLimits.Failed("the answer is none of an instant query: is this a Prometheus?", at);

    private static InputValue NoSample(DateTimeOffset at) => InputLimits.Failed("the query gives something that is no number (a native histogram?): use histogram_quantile() or the like", at);
}
