using KubeStellar.Edge.Contracts.Json;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace KubeStellar.Edge.Kubernetes.Yaml;

/// <summary>The documents of a YAML text.</summary>
internal static class YamlStreamReader
{
    internal static List<ReadDocument> Read(string text)
    {
        var documents = new List<ReadDocument>();
        var number = 0;
        var scanner = new Scanner(new StringReader(text));
        try
        {
            var parser = new Parser(scanner);
            while (parser.MoveNext())
            {
                if (parser.Current is not DocumentStart)
                {
                    continue;
                }

                number++;
                parser.MoveNext();
                if (Document(parser, number) is { } document)
                {
                    documents.Add(document);
                }
            }
        }
        catch (YamlException error)
        {
            throw Refuse(Sentence(error), error.Start, scanner, text, Math.Max(number, 1), error);
        }
        catch (Exception error) when (error is InvalidOperationException or ArgumentException or IndexOutOfRangeException or FormatException or OverflowException)
        {
            // The scanner throws these, without a place, for some malformed texts (an unclosed '[' before a key, for one).
            throw Refuse("the text breaks off or is no YAML here", scanner.CurrentPosition, scanner, text, Math.Max(number, 1), error);
        }

        return documents;
    }

    private static ReadDocument? Document(Parser parser, int number)
    {
        var builder = new YamlBuilder(parser, number);
        var root = builder.Node();
        if (root is YamlScalar { Token: "null" })
        {
            return null;
        }

        var writer = new YamlJsonWriter(number, builder.Count);
        writer.Write(root);
        var lines = root is YamlMapping map && map.Members.TryGetValue("items", out var items) && items is YamlSequence list
            ? list.Items.ConvertAll(item => item.Line) : null;
        try
        {
            return new ReadDocument(new ManifestDocument(number, root.Line, CanonicalJson.Canonicalize(writer.Written)), lines);
        }
        catch (JsonRefusedException refused)
        {
            // Aliases within aliases can nest deeper than anything that was written.
            throw new ManifestRefusedException(refused.Reason, number, root.Line, root.Column, refused.Path, refused);
        }
    }

    private static ManifestRefusedException Refuse(string reason, Mark start, Scanner scanner, string text, int number, Exception error)
    {
        // A tab confuses the scanner some lines before it notices, so it is looked for from where the trouble began to where the scanner stands.
        var line = (int)start.Line;
        foreach (var written in text.Split('\n').Take((int)Math.Max(scanner.CurrentPosition.Line, line)).Skip(line - 1))
        {
            if (written.AsSpan(0, written.Length - written.AsSpan().TrimStart().Length).IndexOf('\t') is >= 0 and var tab)
            {
                return new ManifestRefusedException("a tab is used for indentation, and YAML takes only spaces there", number, line, tab + 1, "", error);
            }

            line++;
        }

        return new ManifestRefusedException(reason, number, (int)start.Line, (int)start.Column, "", error);
    }

    private static string Sentence(YamlException error)
    {
        var message = error.Message.Trim().TrimEnd('.');
        return message.Length > 1 && char.IsUpper(message[0]) && char.IsLower(message[1]) ? char.ToLowerInvariant(message[0]) + message[1..] : message;
    }
}
