using System.Globalization;
using System.Xml;

namespace KubeStellar.Edge.Daemon.Cli.Policy.Specs;

/// <summary>Results as JUnit writes them, which every build server reads: a test suite a spec, a test case a case.</summary>
internal static class JUnitFile
{
    internal static void Write(string path, IReadOnlyList<CaseResult> results)
    {
        using var writer = XmlWriter.Create(path, new XmlWriterSettings { Indent = true, CheckCharacters = false });
        writer.WriteStartElement("testsuites");
        Counts(writer, results);
        foreach (var suite in results.GroupBy(result => result.Spec, StringComparer.Ordinal))
        {
            var cases = suite.ToList();
            writer.WriteStartElement("testsuite");
            writer.WriteAttributeString("name", Safe(suite.Key));
            Counts(writer, cases);
            foreach (var result in cases)
            {
                writer.WriteStartElement("testcase");
                writer.WriteAttributeString("classname", Safe(Path.GetFileName(suite.Key)));
                writer.WriteAttributeString("name", Safe(result.Name));
                writer.WriteAttributeString("time", Seconds(result.Time));
                foreach (var failure in result.Failures)
                {
                    writer.WriteStartElement("failure");
                    writer.WriteAttributeString("message", Safe(failure.What));
                    writer.WriteString(Safe(string.Join('\n', failure.Lines)));
                    writer.WriteEndElement();
                }

                writer.WriteEndElement();
            }

            writer.WriteEndElement();
        }

        writer.WriteEndElement();
    }

    private static void Counts(XmlWriter writer, IReadOnlyCollection<CaseResult> results)
    {
        writer.WriteAttributeString("tests", results.Count.ToString(CultureInfo.InvariantCulture));
        writer.WriteAttributeString("failures", results.Count(result => !result.Passed).ToString(CultureInfo.InvariantCulture));
        writer.WriteAttributeString("time", Seconds(TimeSpan.FromTicks(results.Sum(result => result.Time.Ticks))));
    }

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.000", CultureInfo.InvariantCulture);

    /// <summary>Without what XML cannot hold, which a policy's message may have.</summary>
    private static string Safe(string text) => string.Concat(text.Select(c => XmlConvert.IsXmlChar(c) ? c : '\ufffd'));
}
