using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Acornima.Ast;
using KubeStellar.Edge.Analysis.Parsing;

namespace KubeStellar.Edge.Analysis.Coverage;

/// <summary>Puts counters into a source, as texts between its own: nothing of it moves to another line, and nothing of what it does changes.</summary>
public sealed class Instrumenter
{
    private readonly List<(int At, bool Opens, int Order, string Text)> _inserts = [];
    private readonly List<CoveragePoint> _points = [];
    private readonly string _counters;
    private readonly int _first;
    private int _decisions;

    private Instrumenter(string counters, int first) => (_counters, _first) = (counters, first);

    /// <summary>Instruments a module.</summary>
    /// <param name="file">Its name, for faults.</param>
    /// <param name="text">Its source, plain JavaScript.</param>
    /// <param name="module">What it imports the counters from: a module that exports <c>counters</c>.</param>
    /// <param name="first">Number of its first counter.</param>
    /// <exception cref="SourceRefusedException">It is no module.</exception>
    public static InstrumentedFile Instrument(string file, string text, string module, int first)
    {
        var patience = new Patience(TimeProvider.System, TimeSpan.FromSeconds(30), CancellationToken.None);
        var root = ModuleParser.Parse(file, text, patience).Root;
        var name = "$kse_counters";
        while (text.Contains(name, StringComparison.Ordinal))
        {
            name += "_";
        }

        var instrumenter = new Instrumenter(name, first);
        try
        {
            instrumenter.Children(root);
        }
        catch (InsufficientExecutionStackException error)
        {
            throw new SourceRefusedException("it is nested too deeply", error);
        }

        return new InstrumentedFile($"import {{ counters as {name} }} from \"{module}\"; {instrumenter.Merge(text)}", instrumenter._points);
    }

    private string Merge(string text)
    {
        var merged = new StringBuilder(text.Length * 2);
        var at = 0;
        // Where one place ends and the next begins, what closes comes first; what opens comes from outside in.
        foreach (var insert in _inserts.OrderBy(insert => insert.At).ThenBy(insert => insert.Opens).ThenBy(insert => insert.Order))
        {
            merged.Append(text, at, insert.At - at).Append(insert.Text);
            at = insert.At;
        }

        return merged.Append(text, at, text.Length - at).ToString();
    }

    private void Visit(Node? node)
    {
        if (node is null)
        {
            return;
        }

        RuntimeHelpers.EnsureSufficientExecutionStack();
        switch (node)
        {
            case IfStatement choice:
                Visit(choice.Test);
                var ways = _decisions++;
                Body(choice.Consequent, Branch(choice, ways, "if"));
                if (choice.Alternate is { } alternate)
                {
                    Body(alternate, Branch(alternate, ways, "else"));
                }
                else
                {
                    Close(choice.Consequent.End, $" else {{{Branch(choice, ways, "else")};}}");
                }

                break;
            case ConditionalExpression choice:
                Visit(choice.Test);
                var either = _decisions++;
                Expression(choice.Consequent, Branch(choice.Consequent, either, "? …"));
                Expression(choice.Alternate, Branch(choice.Alternate, either, ": …"));
                break;
            case LogicalExpression logical:
                var operands = _decisions++;
                Expression(logical.Left, Branch(logical.Left, operands, "left side"));
                Expression(logical.Right, Branch(logical.Right, operands, "right side"));
                break;
            case SwitchStatement choice:
                Visit(choice.Discriminant);
                var cases = _decisions++;
                foreach (var one in choice.Cases)
                {
                    Visit(one.Test);
                    var counter = Branch(one, cases, one.Test is null ? "default" : "case");
                    if (one.Consequent.Count > 0)
                    {
                        Open(one.Consequent[0].Start, counter + ";");
                        Statements(one.Consequent);
                    }
                    else
                    {
                        Close(one.End, $" {counter};");
                    }
                }

                break;
            case ArrowFunctionExpression { Body: Expression body } arrow:
                foreach (var parameter in arrow.Params)
                {
                    Visit(parameter);
                }

                Expression(body, Statement(body));
                break;
            case BlockStatement block:
                Statements(block.Body);
                break;
            case WhileStatement loop:
                Visit(loop.Test);
                Body(loop.Body, null);
                break;
            case DoWhileStatement loop:
                Body(loop.Body, null);
                Visit(loop.Test);
                break;
            case ForStatement loop:
                Visit(loop.Init);
                Visit(loop.Test);
                Visit(loop.Update);
                Body(loop.Body, null);
                break;
            case ForInStatement loop:
                Visit(loop.Right);
                Body(loop.Body, null);
                break;
            case ForOfStatement loop:
                Visit(loop.Right);
                Body(loop.Body, null);
                break;
            case LabeledStatement labeled:
                // A counter between a label and its loop would part them.
                Visit(labeled.Body);
                break;
            case Acornima.Ast.Module:
            default:
                Children(node);
                break;
        }
    }

    private void Children(Node node)
    {
        if (node is Program program)
        {
            Statements(program.Body);
            return;
        }

        foreach (var child in node.ChildNodes)
        {
            Visit(child);
        }
    }

    private void Statements(in NodeList<Statement> statements)
    {
        foreach (var statement in statements)
        {
            if (statement is not (Directive or EmptyStatement or FunctionDeclaration or ClassDeclaration or ImportOrExportDeclaration or BlockStatement))
            {
                Open(statement.Start, Statement(statement) + ";");
            }

            Visit(statement);
        }
    }

    /// <summary>The body of a loop or of a way, in braces, so that it can hold a counter.</summary>
    private void Body(Statement body, string? branch)
    {
        if (body is BlockStatement block)
        {
            if (branch is not null)
            {
                Open(block.Start + 1, branch + ";");
            }

            Visit(block);
            return;
        }

        Open(body.Start, $"{{{(branch is null ? "" : branch + ";")}{(body is EmptyStatement ? "" : Statement(body) + ";")}");
        Visit(body);
        Close(body.End, "}");
    }

    private void Expression(Expression expression, string counter)
    {
        Open(expression.Start, $"({counter}, ");
        Visit(expression);
        Close(expression.End, ")");
    }

    private string Statement(Node place) => Counter(new CoveragePoint(CoverageKind.Statement, place.Location.Start.Line, place.Location.Start.Column + 1, 0, ""));

    private string Branch(Node place, int decision, string way) => Counter(new CoveragePoint(CoverageKind.Branch, place.Location.Start.Line, place.Location.Start.Column + 1, decision, way));

    private string Counter(CoveragePoint point)
    {
        _points.Add(point);
        return string.Create(CultureInfo.InvariantCulture, $"{_counters}[{_first + _points.Count - 1}]++");
    }

    private void Open(int at, string text) => _inserts.Add((at, true, _inserts.Count, text));

    private void Close(int at, string text) => _inserts.Add((at, false, _inserts.Count, text));
}
