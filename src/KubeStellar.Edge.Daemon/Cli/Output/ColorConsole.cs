using Spectre.Console;

namespace KubeStellar.Edge.Daemon.Cli.Output;

/// <summary>A console for coloured words; made only for a terminal, so that pipes do not pay for it.</summary>
internal static class ColorConsole
{
    // Never wrap: a row is a line, whatever the terminal makes of it.
    private const int NoWrap = 1 << 16;

    internal static IAnsiConsole For(CliServices services) => Make(services.Out);

    internal static IAnsiConsole ForProgress(CliServices services) => Make(services.Error);

    private static IAnsiConsole Make(TextWriter writer)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = AnsiSupport.Yes,
            ColorSystem = ColorSystemSupport.Standard,
            Interactive = InteractionSupport.No,
        });
        console.Profile.Width = NoWrap;
        return console;
    }
}
