using System.CommandLine;
using System.Numerics;

namespace ClickstreamAnalysis.Benchmarks.CommandLine;

/// <summary>Options with a number.</summary>
internal static class Numbers
{
    public static Option<T> Option<T>(string name, T byDefault, string description, T atLeast)
        where T : struct, INumber<T>
    {
        var option = new Option<T>(name) { HelpName = "N", Description = description, DefaultValueFactory = _ => byDefault };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && result.GetValue(option) < atLeast)
            {
                result.AddError($"{name} must be at least {atLeast}.");
            }
        });
        return option;
    }

    /// <summary>1 or more.</summary>
    public static Option<T> Option<T>(string name, T byDefault, string description)
        where T : struct, INumber<T> => Option(name, byDefault, description, T.One);
}
