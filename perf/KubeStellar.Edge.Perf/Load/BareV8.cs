using System.Text;
using System.Text.Json;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Scripting.Client;
using Microsoft.ClearScript;
using Microsoft.ClearScript.V8;

namespace KubeStellar.Edge.Perf.Load;

/// <summary>The floor: the same JavaScript in V8 in this process, with no host, no checks and no pipe around it.</summary>
internal sealed class BareV8 : IDisposable
{
    private readonly V8ScriptEngine _engine = new();
    private readonly ScriptObject _add;

    public BareV8(IReadOnlyList<EdgeRecord> fleet)
    {
        _engine.Execute("const edges = [], chosen = new Uint32Array(1 << 16);");
        _add = (ScriptObject)_engine.Evaluate("text => { for (const edge of JSON.parse(text)) edges.push(edge); }");
        foreach (var batch in fleet.Chunk(5000))
            _add.InvokeAsFunction($"[{string.Join(',', batch.Select(edge => Encoding.UTF8.GetString(ResidentInventory.Text(edge))))}]");
    }

    /// <summary>A loop over all edges that sets the bits of those chosen; takes the object's text and gives their number.</summary>
    public Func<ReadOnlyMemory<byte>, int> Placing(string place) => Loop($$"""
        (() => { const place = {{place}};
        return text => {
          const object = JSON.parse(text);
          let sum = 0;
          chosen.fill(0);
          for (let i = 0; i < edges.length; i++) if (place(object, edges[i])) { chosen[i >> 5] |= 1 << (i & 31); sum++; }
          return sum;
        }; })()
        """);

    /// <summary>A loop over all edges that groups them by the patch that they get; gives the number of groups.</summary>
    public Func<ReadOnlyMemory<byte>, int> Patching(string patch) => Loop($$"""
        (() => { const patch = {{patch}}, group = new Int32Array(1 << 20);
        return text => {
          const object = JSON.parse(text), groups = new Map();
          for (let i = 0; i < edges.length; i++) {
            const said = JSON.stringify(patch(object, edges[i]));
            let number = groups.get(said);
            if (number === undefined) groups.set(said, number = groups.size);
            group[i] = number;
          }
          return groups.size;
        }; })()
        """);

    /// <summary>One edge parsed anew, placed and patched.</summary>
    public Action<int, EdgeRecord, ReadOnlyMemory<byte>> Deciding(string place, string patch)
    {
        var function = (ScriptObject)_engine.Evaluate($$"""
            (() => { const place = {{place}}, patch = {{patch}};
            return (i, edge, text) => {
              edges[i] = JSON.parse(edge);
              const object = JSON.parse(text);
              return place(object, edges[i]) ? JSON.stringify(patch(object, edges[i])) : "";
            }; })()
            """);
        return (slot, edge, workload) => function.InvokeAsFunction(slot, Encoding.UTF8.GetString(ResidentInventory.Text(edge)), Encoding.UTF8.GetString(workload.Span));
    }

    private Func<ReadOnlyMemory<byte>, int> Loop(string code)
    {
        var function = (ScriptObject)_engine.Evaluate(code);
        return workload => (int)function.InvokeAsFunction(Encoding.UTF8.GetString(workload.Span));
    }

    public void Dispose() => _engine.Dispose();
}
