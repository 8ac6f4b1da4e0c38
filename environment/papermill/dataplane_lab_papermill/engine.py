"""Runs TypeScript notebooks so that no failure goes unseen."""

import os

import nbformat
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import NBClientEngine
from papermill.log import logger

# src/lib/notebook/kernel/server.ts answers it.
SETTLE = "/* dataplane-lab: settle */"


class Client(PapermillNotebookClient):
    """Marks cells that time out or lose their kernel, and waits for what the cells left in the background."""

    def execute(self, **kwargs):
        self.reset_execution_trackers()
        # In batch the kernel fails the next cell for an error that came between cells.
        with self.setup_kernel(env={**os.environ, "DATAPLANE_LAB_BATCH": "1"}, **kwargs):
            self.log.info(f"Executing notebook with kernel: {self.kernel_name}")
            if self._run_cells() and self._settle():
                info = self.wait_for_reply(self.kc.kernel_info())
                self.nb.metadata["language_info"] = info["content"]["language_info"]
        self._show_allowed_errors()
        return self.nb

    def _run_cells(self):
        """Whether the kernel got to the end."""
        for index, cell in enumerate(self.nb.cells):
            try:
                self.nb_man.cell_start(cell, index)
                self.execute_cell(cell, index)
            except CellExecutionError as error:
                self.nb_man.cell_exception(cell, cell_index=index, exception=error)
                return False
            except (CellTimeoutError, DeadKernelError) as error:
                self._fail(index, self._kind(error), str(error).strip().split("\n")[0], error)
                # It would not answer a polite request to leave.
                self.shutdown_kernel = "immediate"
                return False
            finally:
                self.nb_man.cell_complete(self.nb.cells[index], cell_index=index)
        return True

    @staticmethod
    def _kind(error):
        return "CellTimeout" if isinstance(error, CellTimeoutError) else "DeadKernel"

    def _settle(self):
        """Asks for errors in timers that outlive the last cell, and puts them there; whether the kernel lives."""
        code = [i for i, cell in enumerate(self.nb.cells) if cell.cell_type == "code" and cell.source.strip()]
        if not code:
            return True
        request = self.kc.execute(SETTLE, store_history=False)
        try:
            reply = self.wait_for_reply(request, self.nb.cells[code[-1]])["content"]
        except (CellTimeoutError, DeadKernelError) as error:
            self._fail(code[-1], self._kind(error), "after the last cell", error)
            self.shutdown_kernel = "immediate"
            return False
        if reply["status"] == "error":
            self._fail(code[-1], reply["ename"], reply["evalue"], None, reply["traceback"])
        return True

    def _fail(self, index, ename, evalue, exception, traceback=None):
        output = nbformat.v4.new_output(
            "error", ename=ename, evalue=evalue, traceback=traceback or [f"{ename}: {evalue}"]
        )
        self.nb.cells[index].outputs.append(output)
        self.nb_man.cell_exception(self.nb.cells[index], cell_index=index, exception=exception)

    def _show_allowed_errors(self):
        """Papermill takes any `error` output for a failed run, also one that the cell's tag allows."""
        for cell in self.nb.cells:
            if cell.cell_type != "code" or "raises-exception" not in cell.metadata.get("tags", []):
                continue
            if cell.metadata.papermill.get("exception"):
                continue
            cell.outputs = [
                nbformat.v4.new_output("stream", name="stderr", text="\n".join(output.traceback) + "\n")
                if output.output_type == "error"
                else output
                for output in cell.outputs
            ]


class Engine(NBClientEngine):
    """The default engine: TypeScript notebooks through `Client`, all others as without this package."""

    @classmethod
    def execute_managed_notebook(cls, nb_man, kernel_name, **kwargs):
        if cls.nb_language(nb_man.nb, None) != "typescript":
            return super().execute_managed_notebook(nb_man, kernel_name, **kwargs)
        kwargs.pop("input_path", None)
        timeout = kwargs.pop("execution_timeout", None) or kwargs.pop("timeout", None)
        return Client(
            nb_man,
            kernel_name=kernel_name,
            log=logger,
            timeout=timeout,
            startup_timeout=kwargs.pop("start_timeout", 60),
            **kwargs,
        ).execute()
