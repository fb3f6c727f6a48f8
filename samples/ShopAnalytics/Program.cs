using ShopAnalytics.CommandLine;

var (options, exitCode) = new ShopCommandLine().Parse(args, Console.Out, Console.Error);
if (options is null)
{
    return exitCode;
}

Console.Error.WriteLine(options);
return 0;
