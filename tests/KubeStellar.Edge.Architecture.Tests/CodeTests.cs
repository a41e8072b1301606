using System.Globalization;
using System.Text.RegularExpressions;

namespace KubeStellar.Edge.Architecture;

/// <summary>House rules that no compiler checks.</summary>
public sealed partial class CodeTests
{
    private const int LongestFile = 400;

    [Fact]
    public void No_source_file_is_longer_than_400_lines() => Rule.Holds(
        Tree.Sources.Where(file => file.Text.AsSpan().Count('\n') > LongestFile).Select(file => $"{file.Path}: {file.Text.AsSpan().Count('\n')} lines"));

    [Fact]
    public void One_public_type_a_file_and_the_file_is_called_like_it()
    {
        var wrong = new List<string>();
        foreach (var (path, text) in Tree.Sources)
        {
            var types = PublicType().Matches(Tree.Code(text)).Select(match => match.Groups["name"].Value).Distinct().ToList();
            var name = Path.GetFileNameWithoutExtension(path).Split('.')[0];
            if (types.Count > 1 || (types.Count == 1 && types[0] != name))
                wrong.Add($"{path}: {string.Join(", ", types)}");
        }

        Rule.Holds(wrong);
    }

    [Fact]
    public void Event_ids_are_unique_across_the_solution()
    {
        var ids =
            from file in Tree.Sources
            from Match match in EventId().Matches(file.Text)
            group file.Path by int.Parse(match.Groups["id"].Value, CultureInfo.InvariantCulture) into same
            where same.Count() > 1
            select $"{same.Key}: {string.Join(", ", same)}";
        Rule.Holds(ids);
    }

    [Fact]
    public void Every_log_message_has_an_event_id() => Rule.Holds(
        Tree.Sources.Where(file => LogMessage().Count(file.Text) != EventId().Count(file.Text)).Select(file => file.Path));

    [Theory]
    [InlineData(@"\bNotImplementedException\b")]
    [InlineData(@"\bThread\.Sleep\b")]
    [InlineData(@"\bGC\.Collect\b")]
    [InlineData(@"#region\b")]
    [InlineData(@"#pragma\s+warning\s+disable\s*$")]
    [InlineData(@"catch\s*(\(\s*Exception\s*\w*\s*\))?\s*\{\s*\}")]
    [InlineData(@"\bConsole\.Write(Line)?\(", "src/KubeStellar.Edge.Daemon/")]
    public void Banned_words_are_not_in_the_product(string pattern, string exempt = "-")
    {
        var banned = new Regex(pattern, RegexOptions.Multiline);
        Rule.Holds(Tree.Sources
            .Where(file => !file.Path.StartsWith(exempt, StringComparison.Ordinal) && banned.IsMatch(Tree.Code(file.Text))).Select(file => file.Path));
    }

    [Fact]
    public void No_unowned_todo() => Rule.Holds(
        Tree.Sources.Concat(Tree.Files("tests", "*.cs")).Where(file => !file.Path.Contains("Architecture.Tests", StringComparison.Ordinal) && Todo().IsMatch(file.Text))
            .Select(file => file.Path));

    [Fact]
    public void Public_members_carry_doc_comments_by_order_of_the_compiler()
    {
        var props = File.ReadAllText(Path.Combine(Tree.Root, "Directory.Build.props"));
        Assert.Contains("<GenerateDocumentationFile>true</GenerateDocumentationFile>", props, StringComparison.Ordinal);
        Assert.Contains("<TreatWarningsAsErrors>true</TreatWarningsAsErrors>", props, StringComparison.Ordinal);
        Rule.Holds(Tree.Files("src", "*.csproj").Where(file => file.Text.Contains("NoWarn", StringComparison.Ordinal)).Select(file => file.Path));
    }

    [GeneratedRegex(@"^public\s+(?:static\s+|sealed\s+|abstract\s+|readonly\s+|partial\s+|ref\s+)*(?:class|struct|interface|enum|record\s+struct|record\s+class|record|delegate\s+\S+)\s+(?<name>\w+)", RegexOptions.Multiline)]
    private static partial Regex PublicType();

    [GeneratedRegex(@"\[LoggerMessage\(\s*(?:EventId\s*=\s*)?(?<id>\d+)")]
    private static partial Regex EventId();

    [GeneratedRegex(@"\[LoggerMessage\(")]
    private static partial Regex LogMessage();

    [GeneratedRegex(@"\b(TODO|FIXME|HACK|XXX)\b(?!\()")]
    private static partial Regex Todo();
}
