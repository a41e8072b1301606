namespace KubeStellar.Edge.TestKit.Memory;

/// <summary>Filters of keys as a NATS server has them.</summary>
public static class KeyFilter
{
    /// <summary>Whether a key fits: <c>*</c> is one token, <c>&gt;</c> at the end one or more.</summary>
    public static bool Fits(string filter, string key)
    {
        var (wanted, tokens) = (filter.Split('.'), key.Split('.'));
        for (var i = 0; i < wanted.Length; i++)
        {
            if (i >= tokens.Length)
                return false;
            if (wanted[i] == ">" && i == wanted.Length - 1)
                return true;
            if (wanted[i] != "*" && wanted[i] != tokens[i])
                return false;
        }

        return tokens.Length == wanted.Length;
    }
}
