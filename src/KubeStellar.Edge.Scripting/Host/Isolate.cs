using System.Text;
using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Scripting.Wire;
using Microsoft.ClearScript;
using Microsoft.ClearScript.JavaScript;
using Microsoft.ClearScript.V8;

namespace KubeStellar.Edge.Scripting.Host;

/// <summary>One bundle in a V8 isolate of its own. Texts and typed arrays cross; no host object does.</summary>
internal sealed class Isolate : IDisposable
{
    private const int MiB = 1024 * 1024;
    private readonly PolicyBundle _bundle;
    private readonly V8Runtime _runtime;
    private readonly V8ScriptEngine _engine;
    private readonly BundleLoader _loader;
    private readonly CompiledCode _code;

    // Its functions are invoked by name: a function that was fetched as a property costs a hundred times as much to call.
    private readonly ScriptObject _kernel;
    private readonly Members _members;

    internal Isolate(PolicyBundle bundle, int heapMiB, CompiledCode code)
    {
        (_bundle, _code) = (bundle, code);
        _runtime = new V8Runtime("policy", new V8RuntimeConstraints
        {
            // Room above the soft limit: what crosses it is stopped by ClearScript's sampling; what outruns that ends the process.
            MaxOldSpaceSize = heapMiB * 2,
            HeapExpansionMultiplier = 4,
            MaxArrayBufferAllocation = 64 * MiB,
        })
        {
            MaxHeapSize = (nuint)heapMiB * MiB,
            HeapSizeSampleInterval = TimeSpan.FromMilliseconds(20),
            HeapSizeViolationPolicy = V8RuntimeViolationPolicy.Interrupt,
        };
        _engine = _runtime.CreateScriptEngine(V8ScriptEngineFlags.DisableGlobalMembers | V8ScriptEngineFlags.HideHostExceptions);
        _loader = new BundleLoader(bundle);
        _engine.DocumentSettings.Loader = _loader;
        using (var harden = code.Compile(_engine, new DocumentInfo("harden.js"), Sources.Harden))
        {
            _engine.Execute(harden);
        }

        using (var kernel = code.Compile(_engine, new DocumentInfo("kernel.js"), Sources.Kernel))
        {
            _kernel = (ScriptObject)_engine.Evaluate(kernel);
            _members = new Members(_kernel);
        }

        _kernel.InvokeMethod("parameters", JsonSerializer.Serialize(bundle.Parameters ?? [], ContractsJson.Default.SortedDictionaryStringJsonElement));

        // From here on no script can leave anything on the global object.
        _engine.Execute("Object.freeze(globalThis)");
    }

    /// <summary>What it runs.</summary>
    internal PolicyBundle Bundle => _bundle;

    /// <summary>Stops whatever runs; may be called from any thread.</summary>
    internal void Interrupt() => _engine.Interrupt();

    /// <summary>Runs the modules and tells what they declare.</summary>
    internal HostFault? Load(out string answer)
    {
        answer = "";
        _kernel.InvokeMethod("files", JsonSerializer.Serialize([.. _bundle.Files.Keys], HostJson.Default.StringArray));
        try
        {
            Compile();
            var boot = $"import * as policy from {JsonSerializer.Serialize("./" + _bundle.Main, HostJson.Default.String)}; import.meta.setResult(policy)";
            var module = _engine.Evaluate(new DocumentInfo("boot") { Category = ModuleCategory.Standard }, boot);
            if (_loader.Refused is null)
            {
                answer = (string)_kernel.InvokeMethod(HostOperation.Load.KernelName(), module);
                return null;
            }
        }
        catch (ScriptEngineException error) when (!error.IsFatal)
        {
            if (_loader.Refused is null)
            {
                return ScriptErrors.OfLoading(error, _bundle);
            }
        }

        var (specifier, file) = _loader.Refused.Value;
        return ScriptErrors.OfImport(specifier, file, _bundle);
    }

    /// <summary>Calls a function of the kernel with texts.</summary>
    internal string Call(HostOperation operation, params byte[][] texts) =>
        (string)_kernel.InvokeMethod(operation.KernelName(), [.. texts.Select(text => (object)Encoding.UTF8.GetString(text))]);

    /// <summary>Calls a function about many edges: the answer, the members' numbers, and the pages.</summary>
    internal IEnumerable<ReadOnlyMemory<byte>> Decide(HostRequest request, byte[][] segments)
    {
        object[] asked;
        if (request.Operation == HostOperation.Choose)
        {
            var (candidates, current) = _members.Take(segments[2], segments[3]);
            asked = [candidates, current, Encoding.UTF8.GetString(segments[4])];
        }
        else
        {
            var count = _members.Take(segments[2]);
            asked = request.Operation switch
            {
                HostOperation.Place => [count],
                HostOperation.Waves => [count, Encoding.UTF8.GetString(segments[3])],
                _ => [count, Encoding.UTF8.GetString(segments[3]), request.Most],
            };
        }

        var answer = (string)_kernel.InvokeMethod(request.Operation.KernelName(), [Encoding.UTF8.GetString(segments[1]), .. asked]);
        var line = answer.IndexOf('\n', StringComparison.Ordinal);
        yield return Utf8(line < 0 ? answer : answer.AsSpan(0, line));
        if (request.Operation == HostOperation.Choose)
        {
            yield break;
        }

        yield return _members.Numbers();
        if (line >= 0)
        {
            yield return Utf8(answer.AsSpan(line + 1));
            yield break;
        }

        for (var i = 0; _kernel.InvokeMethod("page", i) is string { Length: > 0 } page; i++)
        {
            yield return Utf8(page);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _engine.Dispose();
        _runtime.Dispose();
    }

    /// <summary>Imports find what was compiled before them. A module with an error is left to its import, which knows who asked for it.</summary>
    private void Compile()
    {
        foreach (var module in _loader.Modules())
        {
            try
            {
                using var compiled = _code.Compile(_engine, module.Info, module.StringContents);
            }
            catch (ScriptEngineException error) when (!error.IsFatal)
            {
                continue;
            }
        }
    }

    private static byte[] Utf8(ReadOnlySpan<char> text)
    {
        var bytes = new byte[Encoding.UTF8.GetByteCount(text)];
        Encoding.UTF8.GetBytes(text, bytes);
        return bytes;
    }
}
