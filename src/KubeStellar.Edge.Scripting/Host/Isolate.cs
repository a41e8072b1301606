using System.Text;
using System.Text.Json;
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
    private readonly ScriptObject _kernel;
    private readonly Dictionary<HostOperation, ScriptObject> _functions = [];
    private readonly ScriptObject _reserve;
    private ITypedArray<byte>? _candidates;
    private ITypedArray<byte>? _chosen;
    private ITypedArray<int>? _groups;
    private int _words;

    internal Isolate(PolicyBundle bundle, int heapMiB)
    {
        _bundle = bundle;
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
        _engine.Execute(new DocumentInfo("harden.js"), Sources.Harden);
        _kernel = (ScriptObject)_engine.Evaluate(new DocumentInfo("kernel.js"), Sources.Kernel);
        _reserve = (ScriptObject)_kernel.GetProperty("reserve");
        foreach (var operation in Enum.GetValues<HostOperation>().Except([HostOperation.Forget, HostOperation.Strip]))
        {
            var name = operation == HostOperation.Load ? "adopt" : JsonNamingPolicy.CamelCase.ConvertName(operation.ToString());
            _functions[operation] = (ScriptObject)_kernel.GetProperty(name);
        }

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
            var boot = $"import * as policy from {JsonSerializer.Serialize("./" + _bundle.Main, HostJson.Default.String)}; import.meta.setResult(policy)";
            var module = _engine.Evaluate(new DocumentInfo("boot") { Category = ModuleCategory.Standard }, boot);
            if (_loader.Refused is null)
            {
                answer = (string)_functions[HostOperation.Load].InvokeAsFunction(module);
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
        (string)_functions[operation].InvokeAsFunction([.. texts.Select(text => (object)Encoding.UTF8.GetString(text))]);

    /// <summary>Calls place or customize over edges given as bits.</summary>
    internal (string Answer, byte[] Bytes) Call(HostOperation operation, byte[] text, byte[] edges, int slots)
    {
        Reserve(slots);
        var bits = edges;
        if (bits.Length != _words * 8)
        {
            bits = new byte[_words * 8];
            edges.AsSpan(0, Math.Min(edges.Length, bits.Length)).CopyTo(bits);
        }

        _candidates!.Write(bits, 0, (ulong)bits.Length, 0);
        var answer = Call(operation, text);
        if (operation == HostOperation.Place)
        {
            var chosen = new byte[(slots + 63) / 64 * 8];
            _chosen!.Read(0, (ulong)chosen.Length, chosen, 0);
            return (answer, chosen);
        }

        var groups = new int[slots];
        _groups!.Read(0, (ulong)slots, groups, 0);
        var bytes = new byte[slots * 4];
        Buffer.BlockCopy(groups, 0, bytes, 0, bytes.Length);
        return (answer, bytes);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _engine.Dispose();
        _runtime.Dispose();
    }

    private void Reserve(int slots)
    {
        var words = (slots + 63) / 64;
        if (_candidates is not null && words <= _words)
        {
            return;
        }

        _words = Math.Max(words, Math.Min(_words * 2, 1 << 20));
        _words = Math.Max(_words, 16);
        var arrays = (ScriptObject)_reserve.InvokeAsFunction(_words * 64);
        _candidates = (ITypedArray<byte>)arrays.GetProperty(0);
        _chosen = (ITypedArray<byte>)arrays.GetProperty(1);
        _groups = (ITypedArray<int>)arrays.GetProperty(2);
    }
}
