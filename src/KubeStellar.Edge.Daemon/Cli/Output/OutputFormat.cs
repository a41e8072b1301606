namespace KubeStellar.Edge.Daemon.Cli.Output;

/// <summary>Forms of an answer, <c>-o</c>.</summary>
internal enum OutputFormat
{
    Table,
    Wide,
    Json,
    Yaml,
    Name,
    CloudEvents,
}
