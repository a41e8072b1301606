using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace KubeStellar.Edge.Kubernetes.Yaml;

/// <summary>Where in a text a member stands. It reads the text once more, so it is for faults.</summary>
public static class ManifestPlaces
{
    /// <summary>Line and column, from 1, of the last member of a path that is there; null for a text that is no YAML, or when the first is not there.</summary>
    /// <param name="text">A text that <see cref="ManifestReader"/> took.</param>
    /// <param name="document">Number of the document, from 1.</param>
    /// <param name="path">Names of members, outermost first.</param>
    public static (int Line, int Column)? Find(string text, int document, params ReadOnlySpan<string> path)
    {
        ArgumentNullException.ThrowIfNull(text);
        try
        {
            var parser = new Parser(new Scanner(new StringReader(text.TrimStart('\uFEFF'))));
            for (var number = 0; parser.MoveNext();)
            {
                if (parser.Current is DocumentStart && ++number == document)
                {
                    parser.MoveNext();
                    return Find(new YamlBuilder(parser, number).Node(), path);
                }
            }
        }
        catch (Exception error) when (error is YamlException or ManifestRefusedException or InvalidOperationException or ArgumentException or FormatException)
        {
            // JSON that is no YAML: the fault is told without a place.
        }

        return null;
    }

    private static (int Line, int Column)? Find(YamlNode node, ReadOnlySpan<string> path)
    {
        (int Line, int Column)? found = null;
        foreach (var name in path)
        {
            if (node is not YamlMapping map || !map.Keys.TryGetValue(name, out var place))
            {
                break;
            }

            found = place;
            node = map.Members[name];
        }

        return found;
    }
}
