package dev.countersign.local;

import dev.countersign.local.launch.DataDir;
import dev.countersign.local.launch.ForeignExecutor;
import dev.countersign.local.launch.ModelProcess;
import dev.countersign.local.launch.RunningStack;
import dev.countersign.local.launch.StackConfig;
import dev.countersign.local.launch.StackPorts;
import dev.countersign.local.launch.ToolsFile;
import dev.countersign.local.trust.Person;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs a whole stack in the foreground until Ctrl-C. */
@Command(
        name = "up",
        description = {
            "Runs broker, services and, without an OPENAI_* endpoint, an offline stand-in for a model, until Ctrl-C.",
            "Data lies in .countersign and survives; logs are in .countersign/logs. A component that ends by itself is"
                    + " started again, three times a minute at most, after which the whole stack ends with status 1."
        })
final class UpCommand implements Callable<Integer> {

    @Mixin
    private CommonOptions common = new CommonOptions();

    @Option(
            names = "--fresh",
            description = "Begin with nothing: forget topics, state, mail, links and keys. People and policy stay.")
    private boolean fresh;

    @Option(
            names = "--port-base",
            paramLabel = "PORT",
            defaultValue = "" + StackPorts.DEFAULT_BASE,
            description = "approval-service's port; planner-service, executor-service and the offline model take the"
                    + " next three. Default: ${DEFAULT-VALUE}.")
    private int portBase;

    @Option(
            names = "--kafka-port",
            paramLabel = "PORT",
            defaultValue = "" + StackPorts.DEFAULT_BROKER,
            description = "The broker's port; its controller takes the next. Default: ${DEFAULT-VALUE}.")
    private int kafkaPort;

    @Option(
            names = "--tools",
            paramLabel = "FILE",
            description = "A properties file of settings for the executor's tools (countersign.openapi.*,"
                    + " countersign.mcp.*, countersign.tools.*): HTTP APIs and MCP servers whose tools the model is offered,"
                    + " and how tools behave. What it says of files is relative to its own folder. See docs/tools.md, and"
                    + " examples/tools for one that is ready.")
    private Optional<Path> tools = Optional.empty();

    @Option(
            names = "--executor",
            paramLabel = "NAME=PUBLIC_KEY[=TOOLS]",
            converter = ForeignExecutorReader.class,
            description =
                    "Believe the tools that an executor of this name announces, beside the stack's own: the file of"
                            + " its Ed25519 public key (PEM), whose id is NAME-1, and the names of the tools that it may own,"
                            + " separated by commas, with * for any run of characters. More than one: say it again.")
    private List<ForeignExecutor> executors = new ArrayList<>();

    @Override
    public Integer call() throws IOException {
        Optional<ToolsFile> settings = tools.map(ToolsFile::read);
        DataDir folder = common.folder();
        boolean offline = Stream.of("OPENAI_BASE_URL", "OPENAI_API_KEY").allMatch(UpCommand::isUnset);
        StackPorts ports = StackPorts.of(kafkaPort, portBase);
        StackConfig config = new StackConfig(
                CommonOptions.checkout(),
                folder,
                ports,
                offline ? Optional.of(ModelProcess.endpoint(ports.model())) : Optional.empty(),
                settings,
                executors.isEmpty() ? Map.of() : ForeignExecutor.environment(executors, executorsFile()));
        RunningStack stack = RunningStack.start(config, offline, fresh, System.out);
        Thread stop = new Thread(() -> stop(stack), "stop");
        Runtime.getRuntime().addShutdownHook(stop);
        invite(folder, ports);
        return stack.superviseUntilStopped() ? 0 : 1;
    }

    private static Path executorsFile() throws IOException {
        Path file = Files.createTempFile("countersign-executors-", ".properties");
        file.toFile().deleteOnExit();
        return file;
    }

    private static void invite(DataDir folder, StackPorts ports) {
        Person approver = folder.people().firstApprover();
        String link = folder.links().create(approver, "http://127.0.0.1:" + ports.approval());
        System.out.printf(
                "%nSign in as %s, once, within 10 minutes: %s%n"
                        + "Another link: ./countersign link NAME. Ctrl-C stops everything.%n",
                approver.name(), link);
    }

    private static void stop(RunningStack stack) {
        System.out.println("Stopping.");
        stack.close();
        System.out.println("Stopped.");
    }

    private static boolean isUnset(String variable) {
        return Optional.ofNullable(System.getenv(variable)).orElse("").isBlank();
    }
}
