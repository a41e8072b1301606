using Microsoft.ClearScript;
using Microsoft.ClearScript.V8;

namespace KubeStellar.Edge.Scripting.Host;

/// <summary>What V8 made of the host's own scripts: kept by the process that made it, so that every isolate but the first is spared half of their compilation.</summary>
internal sealed class CompiledCode
{
    private readonly Dictionary<string, byte[]> _made = [];

    /// <summary>Compiles a script, from what was made of it before where V8 takes that.</summary>
    internal V8Script Compile(V8ScriptEngine engine, string name, string code)
    {
        var document = new DocumentInfo(name);
        if (_made.TryGetValue(name, out var made))
        {
            var script = engine.Compile(document, code, V8CacheKind.Code, made, out var accepted);
            if (!accepted)
            {
                _made.Remove(name);
            }

            return script;
        }

        var compiled = engine.Compile(document, code, V8CacheKind.Code, out made);
        if (made is { Length: > 0 })
        {
            _made[name] = made;
        }

        return compiled;
    }
}
