using System.Text.Json;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Modules;
using KubeStellar.Edge.Scripting.Wire;
using Microsoft.ClearScript;
using Microsoft.ClearScript.V8;

namespace KubeStellar.Edge.Scripting.Host;

/// <summary>
/// Makes JavaScript of TypeScript by blanking the types, so that lines and columns stay. The vendored stripper runs in an isolate of its own that no
/// policy shares; it is made when the first TypeScript file comes, and again after it was interrupted.
/// </summary>
internal sealed class TypeStripper(CallWatch watch) : IDisposable
{
    private const int MiB = 1024 * 1024;
    private const int MostKnown = 512;
    private readonly Dictionary<string, string> _known = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private V8Runtime? _runtime;
    private V8ScriptEngine? _engine;
    private ScriptObject? _strip;
    private bool _running;
    private bool _interrupted;

    /// <summary>The bundle in plain JavaScript, its files' names as they were; the bundle itself when it holds no TypeScript.</summary>
    /// <param name="bundle">What to strip.</param>
    /// <param name="limit">Processor time that it may take.</param>
    /// <param name="wall">The same by the clock.</param>
    /// <param name="fault">Why it cannot be stripped.</param>
    internal PolicyBundle Strip(PolicyBundle bundle, TimeSpan limit, TimeSpan wall, out HostFault? fault)
    {
        fault = null;
        if (!bundle.Files.Keys.Any(ModulePaths.IsTypeScript))
        {
            return bundle;
        }

        var files = new SortedDictionary<string, string>(bundle.Files, StringComparer.Ordinal);
        try
        {
            var strip = Engine();
            using var deadline = Start(limit, wall);
            foreach (var (name, text) in bundle.Files.Where(file => ModulePaths.IsTypeScript(file.Key)))
            {
                if (!_known.TryGetValue(text, out var code))
                {
                    var told = JsonElement.Parse((string)strip.InvokeAsFunction(text));
                    if (!told.TryGetProperty("code"u8, out var stripped))
                    {
                        fault = new HostFault("Syntax", $"SyntaxError: {told.GetProperty("error"u8).GetString()}", Place(name, told));
                        return bundle;
                    }

                    code = stripped.GetString()!;
                    Remember(text, code);
                }

                files[name] = code;
            }
        }
        catch (Exception error) when (error is ScriptEngineException or ScriptInterruptedException)
        {
            fault = _interrupted ? new HostFault("TimedOut", "its types could not be stripped within its time", "") : new HostFault("OutOfMemory", "its TypeScript needs more memory than it may", "");
        }
        finally
        {
            lock (_gate)
            {
                _running = false;
            }
        }

        if (_interrupted || fault is not null)
        {
            Drop();
            fault ??= new HostFault("TimedOut", "its types could not be stripped within its time", "");
            return bundle;
        }

        return bundle with { Files = files };
    }

    /// <inheritdoc/>
    public void Dispose() => Drop();

    private static string Place(string file, JsonElement told) =>
        told.GetProperty("line"u8).GetInt32() is > 0 and var line ? $"{file}:{line}:{told.GetProperty("column"u8).GetInt32()}" : file;

    private void Remember(string text, string code)
    {
        if (_known.Count == MostKnown)
        {
            _known.Clear();
        }

        _known[text] = code;
    }

    private CallWatch.Call Start(TimeSpan limit, TimeSpan wall)
    {
        lock (_gate)
        {
            (_running, _interrupted) = (true, false);
        }

        return watch.Begin(limit, wall, () =>
        {
            lock (_gate)
            {
                _interrupted = _running;
                if (_running)
                {
                    _engine?.Interrupt();
                }
            }
        });
    }

    private ScriptObject Engine()
    {
        if (_strip is not null)
        {
            return _strip;
        }

        _runtime = new V8Runtime("types", new V8RuntimeConstraints { MaxOldSpaceSize = 512, HeapExpansionMultiplier = 4, MaxArrayBufferAllocation = MiB })
        {
            MaxHeapSize = 256 * MiB,
            HeapSizeSampleInterval = TimeSpan.FromMilliseconds(20),
            HeapSizeViolationPolicy = V8RuntimeViolationPolicy.Interrupt,
        };
        _engine = _runtime.CreateScriptEngine(V8ScriptEngineFlags.DisableGlobalMembers | V8ScriptEngineFlags.HideHostExceptions);
        _engine.Execute(new DocumentInfo("strip-types.js"), Sources.TypeStripper);
        return _strip = (ScriptObject)_engine.Evaluate("typeStripper.strip");
    }

    private void Drop()
    {
        _engine?.Dispose();
        _runtime?.Dispose();
        (_engine, _runtime, _strip) = (null, null, null);
    }
}
