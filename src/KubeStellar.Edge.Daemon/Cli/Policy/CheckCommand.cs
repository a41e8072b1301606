using System.CommandLine;
using KubeStellar.Edge.Daemon.Cli.Commands;
using KubeStellar.Edge.Daemon.Cli.Policy.Check;

namespace KubeStellar.Edge.Daemon.Cli.Policy;

/// <summary><c>kse policy check FILE…</c>: exit code 1 when it found an error.</summary>
internal static class CheckCommand
{
    private static readonly string[] Forms = ["text", "json", "sarif"];

    internal static Command Build(CliServices services)
    {
        var command = new Command("check", "Check policies: files, imports, syntax, shape, types, and what no policy may do. Exit code 1: there are errors.");
        var files = new Argument<string[]>("FILE") { Description = "policies (.js, .ts), YAML of a PolicyInstance, or folders with them", Arity = ArgumentArity.OneOrMore };
        var form = new Option<string>("--output", "-o") { Description = "form of the answer: text, json or sarif", HelpName = "FORM", DefaultValueFactory = _ => "text" };
        form.AcceptOnlyFromAmong(Forms);
        var strict = new Option<bool>("--strict") { Description = "warnings count as errors" };
        var plain = new Option<bool>("--no-types") { Description = "do not check types" };
        var compiler = new Option<string?>("--tsc") { Description = "TypeScript compiler (default: the project's, or the one on PATH)", HelpName = "PATH" };
        command.Add(files);
        var values = new ValueOptions(command);
        command.Add(form);
        command.Add(strict);
        command.Add(plain);
        command.Add(compiler);
        command.SetAction(async (parsed, token) =>
        {
            var policies = CheckSubjects.Find(parsed.GetValue(files)!, values.Read(parsed));
            await using var engine = PolicyEngine.Open(services);
            var types = parsed.GetValue(plain) ? null : new TypeCheck(services, parsed.GetValue(compiler));
            var report = await new PolicyChecker(engine.Runtime, engine.Lint, types).CheckAsync(policies, token);
            switch (parsed.GetValue(form))
            {
                case "json":
                    services.Out.WriteLine(ProblemJson.Plain(report));
                    break;
                case "sarif":
                    services.Out.WriteLine(ProblemJson.Sarif(report));
                    break;
                default:
                    new ProblemText(services).Write(report);
                    break;
            }

            services.Out.Flush();
            return report.Errors > 0 || (parsed.GetValue(strict) && report.Warnings > 0) ? CliExit.Difference : CliExit.Ok;
        });
        return command;
    }
}
