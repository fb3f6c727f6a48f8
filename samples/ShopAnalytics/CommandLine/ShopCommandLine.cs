using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using System.Globalization;
using ShopAnalytics.Formats;

namespace ShopAnalytics.CommandLine;

/// <summary>The command line: its options, their limits and their defaults.</summary>
internal sealed class ShopCommandLine
{
    /// <summary>Exit code for an invalid command line.</summary>
    public const int BadUsage = 2;

    private const int DefaultDashboardPort = 5080;

    private readonly Option<FileInfo?> _replay = new("--replay")
    {
        Description = "Replay this file instead of generating traffic, compressed (.gz) or not: a CSV whose first line names the columns, event_time,event_type,product_id,…,user_id,user_session or uuid,timestamp,url; or lines in the format of another program (--format).",
        HelpName = "FILE",
    };

    private readonly Option<ClickFormat?> _format = OneOf<ClickFormat>(
        "--format", "The format of clicks in the log. The sample writes the first four; the others are read from the lines of --replay or, with --no-feed, from the records of another program. Default: json.");

    private readonly Option<string?> _schemaRegistry = new("--schema-registry")
    {
        Description = "The Schema Registry for avro, json-schema and protobuf, for example http://localhost:8081.",
        HelpName = "URL",
    };

    private readonly Option<double?> _speed = Number("--speed", "X", "Replay X times as fast as it happened. Default: as fast as possible.", above: 0);

    private readonly Option<string?> _bootstrap = new("--bootstrap")
    {
        Description = "Use this Kafka cluster. Default: an embedded log in the state directory.",
        HelpName = "HOST:PORT",
    };

    private readonly Option<bool> _json = new("--json") { Description = "Print one JSON object per line: session, funnel, summary." };

    private readonly Option<bool> _untilEnd = new("--until-end")
    {
        Description = "Stop when the replay has ended, every session is closed and everything is committed.",
    };

    private readonly Option<bool> _noFeed = new("--no-feed")
    {
        Description = "Feed no clicks, only share the work on those of another host with the same --application-id.",
    };

    private readonly Option<DirectoryInfo?> _state = new("--state")
    {
        Description = "The directory of the state. A start with the same directory continues. Default: one for each input, in your local application data.",
        HelpName = "DIR",
    };

    private readonly Option<int?> _partitions = Whole("--partitions", "N", "Partitions of the topics. Default: 4.", min: 1, max: 1_000);
    private readonly Option<TimeSpan?> _gap = Time("--gap", "The pause that ends a session. Default: 30min.", min: TimeSpan.FromMilliseconds(1));
    private readonly Option<TimeSpan?> _grace = Time("--grace", "The lateness up to which a click still counts. Default: 60s.", min: TimeSpan.Zero);
    private readonly Option<TimeSpan?> _conversionWindow = Time("--conversion-window", "The longest time from the first step of the funnel to the last. Default: 1h.", min: TimeSpan.FromMilliseconds(1));
    private readonly Option<Guarantee?> _guarantee = OneOf<Guarantee>("--guarantee", "Whether a crash may repeat results. Default: exactly-once.");
    private readonly Option<TimeSpan?> _commitInterval = Time("--commit-interval", "The interval between commits of results. Default: 100ms.", min: TimeSpan.FromMilliseconds(1));
    private readonly Option<int?> _threads = Whole("--threads", "N", "Threads of the engine. Default: one per processor, at most one per partition.", min: 1, max: 256);
    private readonly Option<int?> _seed = Whole("--seed", "N", "Seed of the generated traffic. Default: 1.", min: int.MinValue, max: int.MaxValue);
    private readonly Option<double?> _rate = Number("--rate", "CLICKS", "Generated clicks per second. Default: 50.", above: 0);
    private readonly Option<TimeSpan?> _history = Time("--history", "Past traffic to generate first, as fast as possible. Default: 2h.", min: TimeSpan.Zero);

    private readonly Option<string?> _applicationId = new("--application-id")
    {
        Description = "Name of the topics, the consumer group and the transactions; hosts with the same one share the work. Default: one that is generated once and kept in the state directory.",
        HelpName = "ID",
    };

    private readonly Option<BadInput?> _badInput = OneOf<BadInput>("--bad-input", "The policy for clicks that cannot be read. Default: fail.");
    private readonly Option<TimeSpan?> _startTimeout = Time("--start-timeout", "The time to wait for the broker at start. Default: 30s.", min: TimeSpan.FromMilliseconds(1));
    private readonly Option<int?> _dashboard = Whole(
        "--dashboard", "PORT", "The port of the dashboard on this machine; if it is taken, the next free one; 0 for none. Default: 5080, none with --json or --until-end.", min: 0, max: 65_000);

    private readonly RootCommand _root;

    public ShopCommandLine()
    {
        _applicationId.Validators.Add(RejectUnusableId);
        _bootstrap.Validators.Add(RejectUnusableAddress);
        _replay.Validators.Add(RejectUnusableFile);
        _state.Validators.Add(RejectHomeDirectory);
        _root = new RootCommand("Sessions and a checkout funnel from the clicks of a shop, live.")
        {
            _replay, _format, _schemaRegistry, _speed, _bootstrap, _json, _untilEnd, _noFeed, _state, _partitions, _gap, _grace, _conversionWindow, _guarantee, _commitInterval,
            _threads, _seed, _rate, _history, _applicationId, _badInput, _startTimeout, _dashboard,
        };
        _root.Validators.Add(RejectContradictions);
    }

    /// <summary>Parses the command line. Prints help to <paramref name="output"/> and mistakes to <paramref name="error"/>.</summary>
    /// <returns>The options; null and an exit code when there is nothing to run.</returns>
    public (ShopOptions? Options, int ExitCode) Parse(IReadOnlyList<string> args, TextWriter output, TextWriter error)
    {
        var result = _root.Parse(args);
        if (result.Action is HelpAction or { ClearsParseErrors: true })
        {
            return (null, result.Invoke(new InvocationConfiguration { Output = output, Error = error }));
        }

        string[] mistakes = result.Errors.Count > 0 ? [.. result.Errors.Select(e => e.Message).Distinct()] : [.. MistakesOfFormat(OptionsOf(result))];
        if (mistakes.Length > 0)
        {
            foreach (var message in mistakes)
            {
                error.WriteLine($"ShopAnalytics: {message}");
            }

            error.WriteLine("Use --help for the options.");
            return (null, BadUsage);
        }

        return (OptionsOf(result), 0);
    }

    private ShopOptions OptionsOf(ParseResult result) => new()
    {
        Replay = result.GetValue(_replay),
        Format = result.GetValue(_format) ?? ClickFormat.Json,
        SchemaRegistry = result.GetValue(_schemaRegistry),
        Speed = result.GetValue(_speed),
        Bootstrap = result.GetValue(_bootstrap),
        Json = result.GetValue(_json),
        UntilEnd = result.GetValue(_untilEnd),
        NoFeed = result.GetValue(_noFeed),
        State = result.GetValue(_state),
        Partitions = result.GetValue(_partitions),
        Gap = result.GetValue(_gap) ?? TimeSpan.FromMinutes(30),
        Grace = result.GetValue(_grace) ?? TimeSpan.FromSeconds(60),
        ConversionWindow = result.GetValue(_conversionWindow) ?? TimeSpan.FromHours(1),
        Guarantee = result.GetValue(_guarantee) ?? Guarantee.ExactlyOnce,
        CommitInterval = result.GetValue(_commitInterval) ?? TimeSpan.FromMilliseconds(100),
        Threads = result.GetValue(_threads),
        Seed = result.GetValue(_seed) ?? 1,
        Rate = result.GetValue(_rate) ?? 50,
        History = result.GetValue(_history) ?? TimeSpan.FromHours(2),
        ApplicationId = result.GetValue(_applicationId),
        BadInput = result.GetValue(_badInput) ?? BadInput.Fail,
        StartTimeout = result.GetValue(_startTimeout) ?? TimeSpan.FromSeconds(30),
        DashboardPort = result.GetValue(_dashboard) switch
        {
            0 => null,
            null => result.GetValue(_json) || result.GetValue(_untilEnd) ? null : DefaultDashboardPort,
            var port => port,
        },
    };

    private void RejectContradictions(CommandResult command)
    {
        var replays = command.GetResult(_replay) is not null;
        if (command.GetResult(_untilEnd) is not null && !replays)
        {
            command.AddError("--until-end needs --replay FILE: generated traffic has no end.");
        }

        if (command.GetResult(_noFeed) is not null
            && (replays || command.GetResult(_applicationId) is null || command.GetResult(_bootstrap) is null))
        {
            command.AddError("--no-feed needs --bootstrap and the --application-id of the host that feeds the clicks, and no --replay.");
        }

        if (command.GetResult(_speed) is not null && !replays)
        {
            command.AddError("--speed needs --replay FILE. Use --rate for generated traffic.");
        }
    }

    private static IEnumerable<string> MistakesOfFormat(ShopOptions options)
    {
        var format = Dashed(options.Format.ToString());
        if (options.SchemaRegistry is not { } registry)
        {
            if (ShopFormat.NeedsRegistry(options.Format))
            {
                yield return $"--format {format} needs --schema-registry URL, for example http://localhost:8081.";
            }
        }
        else if (!ShopFormat.NeedsRegistry(options.Format))
        {
            yield return "--schema-registry is for --format avro, json-schema or protobuf.";
        }
        else if (!Uri.TryCreate(registry, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
        {
            yield return $"--schema-registry: '{registry}' is not an address, for example http://localhost:8081.";
        }

        if (ShopFormat.IsOfOthers(options.Format) && options is { Replay: null, NoFeed: false })
        {
            yield return $"--format {format} needs --replay FILE with lines of that format, or --no-feed: the sample does not generate it.";
        }
    }

    private static void RejectHomeDirectory(OptionResult result)
    {
        // A shell expands it only at the beginning of a word: not in --state=~/shop, and not in quotes.
        if (result.Tokens is [{ Value: ['~', ..] } path])
        {
            result.AddError($"{result.Option.Name}: '{path.Value}' begins with '~', which the shell did not expand. Write {result.Option.Name} and the path as separate words without quotes, or give the whole path.");
        }
    }

    private void RejectUnusableFile(OptionResult result)
    {
        RejectHomeDirectory(result);
        if (result.GetValue(_replay) is { Exists: false } file)
        {
            result.AddError($"--replay: there is no file '{file.FullName}'.");
        }
    }

    private void RejectUnusableId(OptionResult result)
    {
        // The limits of Kafka's topic names, with room for the suffixes.
        if (result.GetValue(_applicationId) is { } id
            && (id.Length is 0 or > 150 || id[0] == '.' || id.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('.' or '-' or '_'))))
        {
            result.AddError($"--application-id: '{id}' is not usable. Use 1 to 150 letters, digits, '-', '_' and '.', not starting with '.'.");
        }
    }

    private void RejectUnusableAddress(OptionResult result)
    {
        foreach (var address in (result.GetValue(_bootstrap) ?? "").Split(','))
        {
            var colon = address.LastIndexOf(':');
            if (colon <= 0 || !ushort.TryParse(address.AsSpan(colon + 1), CultureInfo.InvariantCulture, out var port) || port == 0)
            {
                result.AddError($"--bootstrap: '{address}' is not HOST:PORT, for example localhost:9092.");
            }
        }
    }

    private static Option<TimeSpan?> Time(string name, string description, TimeSpan min) => new(name)
    {
        Description = description,
        HelpName = "TIME",
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (Duration.TryParse(text, out var duration) && duration >= min)
            {
                return duration;
            }

            result.AddError($"{name}: '{text}' is not a duration of at least {Duration.Format(min)}. Write for example 30min, 60s, 1h, 500ms or 00:30:00.");
            return null;
        },
    };

    private static Option<int?> Whole(string name, string helpName, string description, int min, int max) => new(name)
    {
        Description = description,
        HelpName = helpName,
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max)
            {
                return number;
            }

            result.AddError($"{name}: '{text}' is not a whole number from {min} to {max}.");
            return null;
        },
    };

    private static Option<double?> Number(string name, string helpName, string description, double above) => new(name)
    {
        Description = description,
        HelpName = helpName,
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number > above && number <= 1e7)
            {
                return number;
            }

            result.AddError($"{name}: '{text}' is not a number above {above} and up to 10000000.");
            return null;
        },
    };

    private static Option<T?> OneOf<T>(string name, string description)
        where T : struct, Enum
    {
        var names = Enum.GetValues<T>().ToDictionary(value => Dashed(value.ToString()));
        return new Option<T?>(name)
        {
            Description = description,
            HelpName = string.Join("|", names.Keys),
            CustomParser = result =>
            {
                var text = result.Tokens[0].Value;
                if (names.TryGetValue(text, out var value))
                {
                    return value;
                }

                result.AddError($"{name}: '{text}' is none of {string.Join(", ", names.Keys)}.");
                return null;
            },
        };
    }

    private static string Dashed(string name) =>
        string.Concat(name.Select((c, i) => char.IsUpper(c) ? (i == 0 ? "" : "-") + char.ToLowerInvariant(c) : c.ToString()));
}
