namespace KubeStellar.Edge.TestKit.Cluster.Proxy;

/// <summary>Which requests meet which fault, in the order in which the rules were given; the first that fits counts.</summary>
internal sealed class ProxyRules
{
    private readonly Lock _lock = new();
    private readonly List<Rule> _rules = [];

    internal IDisposable Add(Func<ProxiedRequest, bool> when, ProxyFault fault, int times)
    {
        var rule = new Rule(this, when, fault, times);
        lock (_lock)
            _rules.Add(rule);
        return rule;
    }

    internal ProxyFault? For(ProxiedRequest request)
    {
        lock (_lock)
        {
            var rule = _rules.Find(rule => rule.When(request));
            if (rule is not null && --rule.Left == 0)
                _rules.Remove(rule);
            return rule?.Fault;
        }
    }

    private sealed class Rule(ProxyRules owner, Func<ProxiedRequest, bool> when, ProxyFault fault, int times) : IDisposable
    {
        internal Func<ProxiedRequest, bool> When => when;

        internal ProxyFault Fault => fault;

        internal int Left { get; set; } = times;

        public void Dispose()
        {
            lock (owner._lock)
                owner._rules.Remove(this);
        }
    }
}
