using KubeStellar.Edge.Contracts.Json;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace KubeStellar.Edge.Kubernetes.Yaml;

/// <summary>Builds one document's nodes from the parser's events: anchors, aliases, merge keys and tags end here.</summary>
internal sealed class YamlBuilder(IParser parser, int document)
{
    private const string CoreTags = "tag:yaml.org,2002:";

    // Neither tags nor anchors are told by name: where quotes were forgotten they are the text of a secret.
    private const string Unsupported = "this tag is not supported: put a text that begins with '!' in quotes";
    private readonly Dictionary<string, YamlNode?> _anchors = new(StringComparer.Ordinal);
    private int _depth;

    /// <summary>How many nodes the document has as written, aliases counted once.</summary>
    internal int Count { get; private set; }

    internal YamlNode Node()
    {
        Count++;
        var node = parser.Current switch
        {
            AnchorAlias alias => Alias(alias),
            Scalar scalar => Named(scalar, Scalar(scalar)),
            SequenceStart start => Nested(start, () => Sequence(start)),
            MappingStart start => Nested(start, () => Mapping(start)),
            var other => throw Refuse("the document ends where a value is expected", other?.Start ?? Mark.Empty),
        };
        parser.MoveNext();
        return node;
    }

    private YamlNode Alias(AnchorAlias alias)
    {
        if (!_anchors.TryGetValue(alias.Value.Value, out var node))
        {
            throw Refuse("there is no anchor before this alias: put a text that begins with '*' in quotes", alias.Start);
        }

        return node ?? throw Refuse("this alias is of an anchor that contains itself", alias.Start);
    }

    private YamlNode Nested(NodeEvent start, Func<YamlNode> read)
    {
        if (++_depth > ObjectLimits.MaxDepth)
        {
            throw Refuse($"the nesting is deeper than {ObjectLimits.MaxDepth}", start.Start);
        }

        Named(start, null);
        parser.MoveNext();
        var node = Named(start, read())!;
        _depth--;
        return node;
    }

    private YamlNode Named(NodeEvent start, YamlNode? node)
    {
        if (!start.Anchor.IsEmpty)
        {
            _anchors[start.Anchor.Value] = node;
        }

        return node!;
    }

    private YamlSequence Sequence(SequenceStart start)
    {
        CheckTag(start, "seq");
        var (line, column) = Place(start.Start);
        var items = new List<YamlNode>();
        while (parser.Current is not SequenceEnd)
        {
            items.Add(Node());
        }

        return new YamlSequence(line, column, items);
    }

    private YamlMapping Mapping(MappingStart start)
    {
        CheckTag(start, "map");
        var (line, column) = Place(start.Start);
        var members = new Dictionary<string, YamlNode>(StringComparer.Ordinal);
        var keys = new Dictionary<string, (int Line, int Column)>(StringComparer.Ordinal);
        var merges = new List<YamlNode>();
        while (parser.Current is not MappingEnd)
        {
            var at = parser.Current?.Start ?? start.Start;
            var key = Node();
            var value = Node();
            if (key is YamlScalar { IsMergeKey: true })
            {
                merges.Add(value);
            }
            else if (!members.TryAdd(Key(key, at), value))
            {
                throw Refuse($"the key '{Key(key, at)}' is there twice in one map", at);
            }
            else
            {
                keys[Key(key, at)] = Place(at);
            }
        }

        // What a map says itself comes before what it merges, and of several merged the first wins.
        foreach (var merged in merges.SelectMany(Merged))
        {
            members.TryAdd(merged.Key, merged.Value);
        }

        return new YamlMapping(line, column, members) { Keys = keys };
    }

    private IEnumerable<KeyValuePair<string, YamlNode>> Merged(YamlNode value) => value switch
    {
        YamlMapping map => map.Members,
        YamlSequence list when list.Items.TrueForAll(item => item is YamlMapping) => list.Items.SelectMany(Merged),
        _ => throw new ManifestRefusedException("a merge key '<<' needs a map or a list of maps", document, value.Line, value.Column),
    };

    private string Key(YamlNode key, Mark at) => key switch
    {
        YamlScalar { Token: null } text => text.Text,
        YamlScalar { Token: "null" } => throw Refuse("a key must not be null", at),
        YamlScalar { Token: "true" or "false" } word => word.Token,
        YamlScalar { Token: { } token } when YamlScalars.IsInteger(token) => token,
        YamlScalar => throw Refuse("a key that YAML reads as a fraction must be in quotes", at),
        _ => throw Refuse("a key must be a plain word, not a list or a map", at),
    };

    private YamlScalar Scalar(Scalar scalar)
    {
        var (line, column) = Place(scalar.Start);
        var tag = scalar.Tag.IsEmpty ? "" : scalar.Tag.Value;
        var plain = scalar.Style == ScalarStyle.Plain;
        if (plain && scalar.Value == "<<" && tag is "" or CoreTags + "merge")
        {
            return new YamlScalar(line, column, scalar.Value, null, IsMergeKey: true);
        }

        var token = tag switch
        {
            "" => plain ? YamlScalars.Resolve(scalar.Value) : null,
            "!" or CoreTags + "str" or CoreTags + "timestamp" => null,
            CoreTags + "null" or CoreTags + "bool" or CoreTags + "int" or CoreTags + "float" => Tagged(scalar, tag[CoreTags.Length..]),
            CoreTags + "binary" => throw Refuse("the tag !!binary is not supported: write the base64 text without it", scalar.Start),
            _ => throw Refuse(Unsupported, scalar.Start),
        };
        return token is not "" ? new YamlScalar(line, column, scalar.Value, token, IsMergeKey: false)
            : throw Refuse("infinity and not-a-number have no place in JSON", scalar.Start);
    }

    private string Tagged(Scalar scalar, string tag)
    {
        var token = YamlScalars.Resolve(scalar.Value);
        var fits = tag switch
        {
            "null" => token == "null",
            "bool" => token is "true" or "false",
            "int" => token is not null && YamlScalars.IsInteger(token),
            _ => token is { Length: > 0 } && (char.IsAsciiDigit(token[0]) || token[0] == '-'),
        };
        return fits ? token! : throw Refuse($"the value is no !!{tag}", scalar.Start);
    }

    private void CheckTag(NodeEvent start, string expected)
    {
        if (!start.Tag.IsEmpty && start.Tag.Value is var tag && tag != "!" && tag != CoreTags + expected)
        {
            throw Refuse(Unsupported, start.Start);
        }
    }

    private static (int Line, int Column) Place(Mark mark) => ((int)mark.Line, (int)mark.Column);

    private ManifestRefusedException Refuse(string reason, Mark mark) => new(reason, document, (int)mark.Line, (int)mark.Column);
}
