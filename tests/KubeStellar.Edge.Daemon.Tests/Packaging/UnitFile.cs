using KubeStellar.Edge.TestKit.Processes;

namespace KubeStellar.Edge.Daemon.Tests.Packaging;

/// <summary>A systemd unit of <c>packaging/systemd</c>, as the lines say it.</summary>
internal sealed class UnitFile
{
    private UnitFile(string name, string text)
    {
        Name = name;
        Text = text;
        var section = "";
        var settings = new List<(string Section, string Key, string Value)>();
        foreach (var line in text.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0 && line[0] != '#'))
        {
            if (line[0] == '[' && line[^1] == ']')
                section = line[1..^1];
            else if (line.IndexOf('=', StringComparison.Ordinal) is > 0 and var at)
                settings.Add((section, line[..at], line[(at + 1)..]));
            else
                throw new FormatException($"{name}: '{line}' is neither a section nor a setting");
        }

        Settings = settings;
    }

    public string Name { get; }

    public string Text { get; }

    public IReadOnlyList<(string Section, string Key, string Value)> Settings { get; }

    /// <summary>The one value of a key of the service.</summary>
    public string this[string key] => Settings.Single(setting => setting.Section == "Service" && setting.Key == key).Value;

    public static UnitFile Read(string name) => new(name, File.ReadAllText(Repository.PathOf("packaging", "systemd", name)));
}
